// How many places of the channel orders change when the text encoder's weights are rounded, in a network of the paper's
// size with random weights:
//   python bench/random-clip.py FOLDER      (or a folder with CLIP ViT-B/32 as Xenova/clip-vit-base-patch32 has it)
//   node bench/quantised-prompts.mjs FOLDER [--seed 0] [--model FILE]
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { kendallDistance } from '../packages/metrics/dist/index.js'
import {
  channelOrders,
  createDfpir,
  parseConfig,
  readPretrained,
  readPromptFile,
  stateDict,
} from '../packages/model/dist/index.js'
import { ClipPromptEncoder } from '../packages/prompts/dist/clip.js'
import { encodePrompts, vocabulary } from '../packages/prompts/dist/index.js'
import { parseSeed, startScript } from '../packages/terminal/dist/index.js'
import { useCpuBackend } from '../packages/trainer/dist/use-cpu-backend.js'

const command = new Command('node bench/quantised-prompts.mjs')
  .argument('<folder>', 'the text encoder, in the layout of Hugging Face')
  .option('--seed <n>', 'seed of the random weights', parseSeed, 0)
  .option('--model <folder>', 'weights instead of random ones')
startScript(command)
const [folder] = command.processedArgs
const { seed, model: location } = command.opts()
await useCpuBackend()

async function network() {
  if (location) return readPretrained(location)
  const config = parseConfig({})
  const model = createDfpir(config, { seed })
  return { config, stateDict: await stateDict(model, config) }
}

async function encoded(dtype) {
  const encoder = await ClipPromptEncoder.open(folder, { dtype })
  const prompts = await encodePrompts(vocabulary, encoder, config.promptSize)
  await encoder.dispose()
  return prompts
}

const { config, stateDict: weights } = await network()
const orders = prompts => prompts.map(({ embedding }) => channelOrders({ config, stateDict: weights, embedding }))
const whole = await encoded('fp32')
const expected = orders(whole)
const blocks = Object.keys(expected[0])
const mean = numbers => numbers.reduce((sum, value) => sum + value, 0) / numbers.length
const percent = share => `${(100 * share).toFixed(1)} %`

function moved(a, b) {
  return a.reduce((sum, channel, place) => sum + (channel === b[place] ? 0 : 1), 0)
}

/** The length of the difference as a share of the whole length. */
function error(a, b) {
  return Math.hypot(...a.map((value, index) => value - b[index])) / Math.hypot(...a)
}

function report(name, prompts) {
  const found = orders(prompts)
  const parts = blocks.map(block => {
    const shares = found.map((order, i) => moved(expected[i][block], order[block]) / order[block].length)
    const distances = found.map((order, i) => kendallDistance([...expected[i][block]], [...order[block]]))
    return `${block} ${percent(mean(shares))} (Kendall ${mean(distances).toFixed(4)})`
  })
  const errors = prompts.map(({ embedding }, i) => error(whole[i].embedding, embedding))
  console.log(`${name}: embeddings differ by ${percent(mean(errors))}; places changed: ${parts.join(', ')}`)
}

console.log(
  `places: ${blocks.map(block => `${block} ${expected[0][block].length}`).join(', ')}; ${whole.length} prompts`,
)
const reference = join(folder, 'pytorch.safetensors')
if (existsSync(reference)) {
  const { prompts } = await readPromptFile(reference, config.promptSize)
  report(
    'PyTorch',
    vocabulary.map(({ name }) => prompts.find(prompt => prompt.name === name)),
  )
}
for (const dtype of ['fp16', 'q8']) report(dtype, await encoded(dtype))
report('the next prompt', [...whole.slice(1), whole[0]])
