// Puts a trained model in half precision where those that ship are:
//   node packages/default-training/export.mjs runs/default/11-large-patches/model
import { encoderKey, readPretrained, savePretrained } from '@dfpir/model'
import { pretrainedFolder } from '@dfpir/pretrained'
import { fixedEncoder } from '@dfpir/prompts'

const model = await readPretrained(process.argv[2])
const metadata = { [encoderKey]: fixedEncoder().id }
await savePretrained(pretrainedFolder(), { ...model, dtype: 'F16', metadata })
console.log(`${model.stateDict.size} tensors, prompts ${model.prompts.map(({ name }) => name).join(', ')}`)
