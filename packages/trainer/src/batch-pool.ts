import { Worker } from 'node:worker_threads'
import { deserializeError, EnvironmentError, ResourceBase } from '@dfpir/core'
import type { BatchMakerOptions, BatchSize } from './batch-maker.js'
import type { BatchReply, BatchRequest } from './batch-messages.js'
import type { StepBatch } from './training-step.js'

export interface BatchPoolOptions {
  /** Number of threads. */
  workers: number
  /**
   * The module that the workers run.
   *
   * @default this package's `batch-worker.js`
   */
  script?: URL
}

interface Waiting {
  resolve: (batch: StepBatch) => void
  reject: (error: Error) => void
}

/** Makes batches in worker threads. A batch depends only on its number, so any thread can make it. */
export class BatchPool extends ResourceBase {
  private readonly threads: readonly Worker[]
  private readonly waiting = new Map<number, Waiting>()
  private failure: Error | undefined
  private next = 0

  constructor(maker: BatchMakerOptions, { workers, script }: BatchPoolOptions) {
    super()
    const url = script ?? new URL('./batch-worker.js', import.meta.url)
    this.threads = Array.from({ length: workers }, () => this.start(url, maker))
  }

  /** @throws the error from the thread, with its original class. */
  batch(number: number, size: BatchSize): Promise<StepBatch> {
    const request: BatchRequest = { number, size }
    return new Promise((resolve, reject) => {
      if (this.failure) return reject(this.failure)
      this.waiting.set(number, { resolve, reject })
      this.threads[this.next].postMessage(request)
      this.next = (this.next + 1) % this.threads.length
    })
  }

  protected async free(): Promise<void> {
    this.failure ??= new EnvironmentError('the batch threads were stopped')
    await Promise.all(this.threads.map(thread => thread.terminate()))
  }

  private start(url: URL, workerData: BatchMakerOptions): Worker {
    const thread = new Worker(url, { workerData })
    thread.on('message', (reply: BatchReply) => this.receive(reply))
    thread.on('error', error => this.fail(error))
    thread.on('exit', code => this.fail(new EnvironmentError(`a batch thread ended with code ${code}`)))
    return thread
  }

  private receive(reply: BatchReply): void {
    const waiting = this.waiting.get(reply.number)
    this.waiting.delete(reply.number)
    if ('batch' in reply) waiting?.resolve(reply.batch)
    else waiting?.reject(deserializeError(reply.fault))
  }

  private fail(error: Error): void {
    this.failure ??= error
    for (const { reject } of this.waiting.values()) reject(this.failure)
    this.waiting.clear()
  }
}
