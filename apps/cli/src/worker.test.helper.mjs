// Restores a picture and encodes a text in a worker thread: worker.test.helper.mjs INPUT OUTPUT ENCODER
import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { Restorer } from '../../../packages/inference/dist/index.js'
import { ClipPromptEncoder } from '../../../packages/prompts/dist/clip.js'

if (isMainThread) new Worker(new URL(import.meta.url), { workerData: process.argv.slice(2) })
else {
  const [input, output, encoderPath] = workerData
  const encoder = await ClipPromptEncoder.open(encoderPath)
  await encoder.encode(['rain'])
  await encoder.dispose()
  const restorer = await Restorer.fromPretrained('dfpir-small', { engine: 'onnxruntime', threads: 1 })
  await restorer.restoreFile(input, output, { task: 'denoise' })
  await restorer.dispose()
}
