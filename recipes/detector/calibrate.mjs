// Chooses a detector's thresholds again on the held-out scenes of its training, optionally with other costs:
// npm run calibrate:detector -- --cache DIR --altered 5 --left 1. See README.md.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { modelFiles } from '@dfpir/detector'
import { pretrainedFolder } from '@dfpir/pretrained'
import { chooseThresholds, costs, judge, makeSamples, saveDetector, settings } from './dist/index.js'

const { values } = parseArgs({
  options: {
    cache: { type: 'string', default: 'runs/detector' },
    altered: { type: 'string', default: String(costs.altered) },
    left: { type: 'string', default: String(costs.left) },
    output: { type: 'string', default: pretrainedFolder() },
  },
})
const none = { photographs: [], streaks: [], rooms: [], dark: [] } // every sample must be in the cache
const cache = join(values.cache, 'heldOut')
const heldOut = await makeSamples(none, { name: 'heldOut', scenes: settings.heldOutScenes, cache })
const network = await readFile(join(values.output, modelFiles.network))
const at = { altered: Number(values.altered), left: Number(values.left) }
const thresholds = chooseThresholds(heldOut, await judge(network, heldOut), at)
await saveDetector(values.output, network, { thresholds, statistics: heldOut.statistics.length / heldOut.count })
console.log(JSON.stringify({ ...at, thresholds }))
