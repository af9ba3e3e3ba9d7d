// Trains NAFNet with DGPBs on clean photographs, exports it, and restores a picture:
// node examples/nafnet-with-dgpb/train.mjs PHOTOS OUTPUT [STEPS]
import { readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { exportOnnx, Restorer } from '@dfpir/inference'
import { countParameters, readPretrained, registerNetwork } from '@dfpir/model'
import { parseTrainingConfig, train } from '@dfpir/trainer'
import { nafnetWithDgpb } from './network.mjs'

const [photos, output, steps = '200'] = process.argv.slice(2)
if (!output) throw new Error('usage: node examples/nafnet-with-dgpb/train.mjs PHOTOS OUTPUT [STEPS]')
registerNetwork(nafnetWithDgpb, import.meta.url)

// A training file as `dfpir train` reads it, with the new name as its architecture.
const training = {
  model: { architecture: 'nafnet-with-dgpb', width: 8, encoder: [1, 1], middle: 1, decoder: [1, 1], promptSize: 64 },
  init: 'identity',
  data: [
    { task: 'denoise', sigma: [15, 50], clean: photos },
    { task: 'derain', clean: photos },
  ],
  patch: 32,
  batch: 2,
  steps: Number(steps),
  learningRate: 1e-3,
  output,
}
const { loss, checkpoint } = await train(parseTrainingConfig(training, process.cwd()))

const model = await readPretrained(checkpoint)
const onnx = join(resolve(output), 'network.onnx')
await writeFile(onnx, await exportOnnx(model))

const restorer = await Restorer.fromPretrained(onnx)
const [picture] = (await readdir(photos)).filter(name => /\.(png|jpe?g)$/i.test(name))
const { prompt } = await restorer.restoreFile(join(photos, picture), join(output, 'restored.png'), { task: 'derain' })
await restorer.dispose()
console.log(`${countParameters(model.config)} parameters, loss ${loss.toFixed(4)}, ${prompt} on ${restorer.engineName}`)
