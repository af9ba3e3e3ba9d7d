// Writes trained weights, or the mean of several, in half precision to packages/pretrained or another folder:
//   node recipes/default-weights/export.mjs runs/default/11-large-patches/model runs/default/12-more-rain/model [--output FOLDER]
// --whole-side S: for haze and darkness the network sees a copy of S² pixels of larger pictures (default: see MemoryPlan).
import { encoderKey, readPretrained, savePretrained } from '@dfpir/model'
import { pretrainedFolder } from '@dfpir/pretrained'
import { fixedEncoder } from '@dfpir/prompts'
import { parseCount, startScript } from '@dfpir/terminal'
import { Command } from 'commander'
import { meanWeights } from './dist/index.js'

const command = new Command('node recipes/default-weights/export.mjs')
  .argument('<models...>', 'trained weights; of several, their mean is written')
  .option('--output <folder>', 'where the weights are written', pretrainedFolder())
  .option('--whole-side <s>', 'side of the reduced copy for haze and darkness, in pixels', parseCount)
startScript(command)
const [locations] = command.processedArgs
const { output, wholeSide } = command.opts()
const models = await Promise.all(locations.map(path => readPretrained(path)))
const stateDict = meanWeights(models.map(model => model.stateDict))
const metadata = { [encoderKey]: fixedEncoder().id, ...(wholeSide && { wholeSide: String(wholeSide) }) }
await savePretrained(output, { ...models[0], stateDict, dtype: 'F16', metadata })
console.log(`${stateDict.size} tensors, prompts ${models[0].prompts.map(({ name }) => name).join(', ')}`)
