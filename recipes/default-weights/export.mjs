// Writes trained weights, or the mean of several, in half precision to packages/pretrained or another folder:
//   node recipes/default-weights/export.mjs runs/default/11-large-patches/model runs/default/12-more-rain/model [--output FOLDER]
// --whole-side S: for haze and darkness the network sees a copy of S² pixels of larger pictures (default: see MemoryPlan).
import { parseArgs } from 'node:util'
import { encoderKey, readPretrained, savePretrained } from '@dfpir/model'
import { pretrainedFolder } from '@dfpir/pretrained'
import { fixedEncoder } from '@dfpir/prompts'
import { meanWeights } from './dist/index.js'

const options = { output: { type: 'string' }, 'whole-side': { type: 'string' } }
const { values, positionals } = parseArgs({ options, allowPositionals: true })
const models = await Promise.all(positionals.map(path => readPretrained(path)))
const stateDict = meanWeights(models.map(model => model.stateDict))
const side = values['whole-side']
const metadata = { [encoderKey]: fixedEncoder().id, ...(side && { wholeSide: side }) }
await savePretrained(values.output ?? pretrainedFolder(), { ...models[0], stateDict, dtype: 'F16', metadata })
console.log(`${stateDict.size} tensors, prompts ${models[0].prompts.map(({ name }) => name).join(', ')}`)
