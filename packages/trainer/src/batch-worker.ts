import { parentPort, workerData } from 'node:worker_threads'
import { serializeError } from '@dfpir/core'
import { BatchMaker, type BatchMakerOptions } from './batch-maker.js'
import { type BatchReply, type BatchRequest, transferable } from './batch-messages.js'

// The thread of a BatchPool: answers each request with its batch or an error.
const port = parentPort
if (port === null) throw new Error('batch-worker runs in a worker thread')
const opening = BatchMaker.open(workerData as BatchMakerOptions)

port.on('message', async ({ number, size }: BatchRequest) => {
  const reply = (message: BatchReply, buffers: ArrayBuffer[] = []) => port.postMessage(message, buffers)
  try {
    const batch = await (await opening).batch(number, size)
    reply({ number, batch }, transferable(batch))
  } catch (error) {
    reply({ number, fault: serializeError(error) })
  }
})
