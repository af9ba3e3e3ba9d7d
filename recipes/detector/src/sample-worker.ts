import { parentPort, workerData } from 'node:worker_threads'
import { makeSample } from './training-sample.js'

// The thread of a SampleStream: makes the samples whose numbers it is sent, in that order.
let work = Promise.resolve()
parentPort?.on('message', (number: number) => {
  work = work.then(async () => parentPort?.postMessage(await makeSample(workerData as string[], number)))
})
