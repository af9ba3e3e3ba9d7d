import '@tensorflow/tfjs-backend-cpu'
import { createDfpir, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, vocabulary } from '@dfpir/prompts'

/** A network of 5,000 weights. */
export const tiny = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 })

/** Saves a random network with a prompt per task, as a folder or a `.safetensors` file. */
export async function saveRandomModel(
  location: string,
  config = tiny,
  tasks?: readonly string[],
  { seed = 3, metadata = {} }: { seed?: number; metadata?: Readonly<Record<string, string>> } = {},
) {
  const model = createDfpir(config, { seed })
  const texts = vocabulary.filter(({ task }) => tasks?.includes(task) ?? true)
  const prompts = fixedPrompts(texts, config.promptSize)
  await savePretrained(location, { config, stateDict: await stateDict(model, config), prompts, metadata })
  model.dispose()
}
