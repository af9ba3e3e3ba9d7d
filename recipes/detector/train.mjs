// Trains the included detector: npm run train:detector -- --photographs DIR … See README.md.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pretrainedFolder } from '@dfpir/pretrained'
import {
  chooseThresholds,
  detectorOnnx,
  judge,
  listTrainingFiles,
  makeSamples,
  saveDetector,
  settings,
  trainDetector,
} from './dist/index.js'

const { values } = parseArgs({
  options: {
    photographs: { type: 'string', multiple: true, default: [] },
    streaks: { type: 'string' },
    rooms: { type: 'string' },
    dark: { type: 'string' },
    cache: { type: 'string', default: 'runs/detector' },
    output: { type: 'string', default: pretrainedFolder() },
  },
})
for (const name of ['streaks', 'rooms', 'dark']) {
  if (values[name] === undefined) console.error(`without --${name}, the detector learns less: see README.md`)
}
const begun = performance.now()
const minutes = () => `${((performance.now() - begun) / 60_000).toFixed(1)} min`
const files = await listTrainingFiles(values)
const make = (name, scenes) =>
  makeSamples(files[name], {
    name,
    scenes,
    cache: join(values.cache, name),
    onProgress: done => console.error(`${name}: ${done} of ${scenes} scenes, ${minutes()}`),
  })
const training = await make('training', settings.scenes)
const heldOut = await make('heldOut', settings.heldOutScenes)

const weights = await trainDetector(training, {
  onProgress: (step, loss) => console.error(`step ${step}: loss ${loss.toFixed(4)}, ${minutes()}`),
})
const network = detectorOnnx(weights)
const thresholds = chooseThresholds(heldOut, await judge(network, heldOut))
await mkdir(values.output, { recursive: true })
await saveDetector(values.output, network, { thresholds, statistics: training.statistics.length / training.count })
console.log(JSON.stringify({ samples: training.count, heldOut: heldOut.count, thresholds }))
