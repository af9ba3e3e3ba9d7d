// Trains the included detector: npm run train:detector -- --photographs DIR … See README.md.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pretrainedFolder } from '@dfpir/pretrained'
import { startScript } from '@dfpir/terminal'
import { Command } from 'commander'
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

const command = new Command('train:detector')
  .requiredOption('--photographs <folders...>', 'clean photographs')
  .option('--streaks <folder>', 'rendered layers of rain')
  .option('--rooms <folder>', 'photographs with measured depths')
  .option('--dark <folder>', 'dark photographs')
  .option('--cache <folder>', 'where samples are stored', 'runs/detector')
  .option('--output <folder>', 'where the detector is written', pretrainedFolder())
startScript(command)
const values = command.opts()
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
