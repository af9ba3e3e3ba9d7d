// Trains the detector that ships: npm run train:detector -- BSD400 [FOLDER]. See README.md.
import { mkdir } from 'node:fs/promises'
import { pretrainedFolder } from '@dfpir/pretrained'
import { detectorOnnx, dividePhotographs, saveDetector, trainDetector } from './dist/index.js'

const [photographs, folder = pretrainedFolder()] = process.argv.slice(2)
const { training, heldOut } = await dividePhotographs(photographs)
console.error(`${training.length} photographs to learn from, ${heldOut.length} held out`)
const begun = performance.now()
const minutes = () => ((performance.now() - begun) / 60_000).toFixed(1)
const weights = await trainDetector({
  paths: training,
  onProgress: (step, loss) => console.error(`step ${step}: loss ${loss.toFixed(4)}, ${minutes()} min`),
})
await mkdir(folder, { recursive: true })
await saveDetector(folder, detectorOnnx(weights), { temperature: 1, threshold: 0 })
