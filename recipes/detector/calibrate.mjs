// Chooses a detector's thresholds again on the held-out scenes of its training, optionally with other costs:
// npm run calibrate:detector -- --cache DIR --altered 5 --left 1. See README.md.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { modelFiles } from '@dfpir/detector'
import { pretrainedFolder } from '@dfpir/pretrained'
import { startScript } from '@dfpir/terminal'
import { Command, InvalidArgumentError } from 'commander'
import { chooseThresholds, costs, judge, makeSamples, saveDetector, settings } from './dist/index.js'

const command = new Command('calibrate:detector')
  .option('--cache <folder>', 'the samples of the training', 'runs/detector')
  .option('--altered <cost>', 'cost of altering a clean picture', parseCost, costs.altered)
  .option('--left <cost>', 'cost of leaving a damage', parseCost, costs.left)
  .option('--output <folder>', 'the detector', pretrainedFolder())
startScript(command)
const { cache: folder, output, ...at } = command.opts()
const none = { photographs: [], streaks: [], rooms: [], dark: [] } // every sample must be in the cache
const cache = join(folder, 'heldOut')
const heldOut = await makeSamples(none, { name: 'heldOut', scenes: settings.heldOutScenes, cache })
const network = await readFile(join(output, modelFiles.network))
const thresholds = chooseThresholds(heldOut, await judge(network, heldOut), at)
await saveDetector(output, network, { thresholds, statistics: heldOut.statistics.length / heldOut.count })
console.log(JSON.stringify({ ...at, thresholds }))

function parseCost(text) {
  const cost = Number(text)
  if (cost > 0 && Number.isFinite(cost)) return cost
  throw new InvalidArgumentError('It must be a positive number.')
}
