// Copies a trained model into this package in half precision: node packages/pretrained/export.mjs runs/dfpir-small/model
import { readPretrained, savePretrained } from '@dfpir/model'
import { pretrainedFolder } from './dist/index.js'

const model = await readPretrained(process.argv[2])
await savePretrained(pretrainedFolder(), { ...model, dtype: 'F16' })
console.log(`${model.stateDict.size} tensors, ${model.prompts.length} prompts`)
