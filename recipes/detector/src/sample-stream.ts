import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { TrainingSample } from './training-sample.js'

/** How many samples are made ahead. */
const ahead = 48

/** The samples of numbers 0, 1, 2, …, made in a thread. */
export class SampleStream {
  private readonly worker: Worker
  private readonly ready: TrainingSample[] = []
  private asked = 0

  constructor(paths: readonly string[]) {
    this.worker = new Worker(new URL('./sample-worker.js', import.meta.url), { workerData: paths })
    this.worker.on('message', (sample: TrainingSample) => this.ready.push(sample))
    while (this.asked < ahead) this.worker.postMessage(this.asked++)
  }

  async next(): Promise<TrainingSample> {
    while (this.ready.length === 0) await once(this.worker, 'message')
    this.worker.postMessage(this.asked++)
    return this.ready.shift()!
  }

  async close(): Promise<void> {
    await this.worker.terminate()
  }
}
