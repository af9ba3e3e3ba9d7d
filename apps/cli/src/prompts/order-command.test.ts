import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { kendallDistance } from '@dfpir/metrics'
import { channelOrders, createDfpir, parseConfig, readPretrained, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, vocabulary } from '@dfpir/prompts'
import { ClipPromptEncoder } from '@dfpir/prompts/clip'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
import { createPromptsCommand } from './prompts-command.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-prompts-order-'))
const at = (name: string) => join(folder, name)
/** A random CLIP text model of 512 numbers. */
const tinyClip = resolve(__dirname, '../../../../packages/prompts/fixtures/tiny-clip')
const small = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 }

/** Saves a random network with some of the vocabulary's prompts. */
async function saveModel(
  name: string,
  { prompts, ...change }: { prompts: number; promptSize?: number; channelPerturbation?: string },
) {
  const config = parseConfig({ ...small, ...change })
  const model = createDfpir(config, { seed: 3 })
  const table = fixedPrompts(vocabulary.slice(0, prompts), config.promptSize)
  await savePretrained(at(name), { config, stateDict: await stateDict(model, config), prompts: table })
  model.dispose()
}

beforeAll(async () => {
  process.env.DFPIR_CACHE = at('cache')
  await tf.setBackend('cpu')
  await saveModel('model', { prompts: 7 })
  await saveModel('clip', { prompts: 1, promptSize: 512 })
  await saveModel('unprompted', { prompts: 0 })
  await saveModel('unordered', { prompts: 0, channelPerturbation: 'attention' })
})
afterAll(() => rmSync(folder, { recursive: true }))

async function order(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createPromptsCommand(), ['order', ...args]))
  return { code, ...output }
}

async function orderJson(...args: string[]) {
  const { code, stdout, stderr } = await order('--model', at('model'), '--json', ...args)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout)
}

test('JSON holds every order as the network makes it, and the distance of each two', async () => {
  const { model, orders, distances, output } = await orderJson()
  expect({ model, output }).toEqual({ model: at('model'), output: null })
  const { config, stateDict: weights, prompts } = await readPretrained(at('model'))
  expect(orders).toHaveLength(4 * 7)
  for (const { prompt, block, order: given } of orders) {
    const { embedding } = prompts.find(({ name }) => name === prompt)!
    const expected = channelOrders({ config, stateDict: weights, embedding })
    expect(given).toEqual([...expected[block as keyof typeof expected]])
  }
  expect(distances).toHaveLength((4 * 7 * 6) / 2)
  const orderOf = (name: string, of: string): number[] =>
    orders.find(({ prompt, block }: Record<string, string>) => prompt === name && block === of).order
  for (const { block, a, b, kendall } of distances) {
    expect(kendall).toBe(kendallDistance(orderOf(a, block), orderOf(b, block)))
  }
})

test('prompts are named by name or text, in any letters', async () => {
  const { orders, distances } = await orderJson('DERAIN', 'Lowlight degradation')
  expect(orders.map(({ prompt }: { prompt: string }) => prompt).slice(0, 2)).toEqual(['derain', 'lowlight'])
  expect(distances.map(({ block }: { block: string }) => block)).toEqual(['level1', 'level2', 'level3', 'latent'])
})

test('people get a table per block', async () => {
  const { code, stdout } = await order('--model', at('model'), 'derain', 'dehaze')
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /^level 1, 8 channels\n {14}1 {5}2 {2}order\n1 {2}derain +0 0\.\d{3} {2}(\d ){6}…\n2 {2}dehaze /,
  )
  expect(stdout).toContain('\nlatent, 64 channels\n')
  expect(stdout).toMatch(/0 the same order, 0\.5 unrelated, 1 reversed.*\nThe shuffle moves a channel by .* on average/)
})

test('-o draws the figure, and overwrites nothing unasked', async () => {
  expect(await orderJson('-o', at('orders.svg'))).toMatchObject({ output: at('orders.svg') })
  const svg = readFileSync(at('orders.svg'), 'utf8')
  for (const text of ['level 1: 8 channels', '7  lowlight', 'Kendall distance'])
    expect(svg).toContain(`>${text}</text>`)
  const again = await order('--model', at('model'), '-o', at('orders.svg'))
  expect(again).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--force') })
  expect((await order('--model', at('model'), 'derain', '-o', at('orders.svg'), '--force')).code).toBe(0)
  expect(readFileSync(at('orders.svg'), 'utf8')).not.toContain('lowlight')
})

test('other texts go through the encoder; embeddings of another origin do not compare, which is said', async () => {
  const text = 'remove the rain'
  const { code, stdout, stderr } = await order('--model', at('clip'), '--encoder', tinyClip, '--json', text)
  expect(code).toBe(0)
  expect(stderr).toMatch(/^note: .* are not comparable\n$/)
  const { orders } = JSON.parse(stdout)
  expect(orders.map(({ prompt }: { prompt: string }) => prompt).slice(0, 2)).toEqual([text, text])
  const encoder = await ClipPromptEncoder.open(tinyClip)
  const [embedding] = await encoder.encode([text])
  await encoder.dispose()
  const { config, stateDict: weights } = await readPretrained(at('clip'))
  expect(orders[0].order).toEqual([...channelOrders({ config, stateDict: weights, embedding }).level1])
})

test.each<[string, string[], number, RegExp]>([
  ['an unknown text', ['--model', 'model', 'remove the rain'], 2, /not trained with.*\nhint: .*derain.*--encoder/],
  ['a network without prompts', ['--model', 'unprompted'], 2, /contains no prompts\nhint: .*--encoder/],
  ['a network without orders', ['--model', 'unordered'], 2, /channelPerturbation is attention/],
  ['a missing model', ['--model', 'gone'], 2, /no model/],
  ['another kind of figure', ['--model', 'model', '-o', 'orders.eps'], 2, /expected \.svg, \.png or \.pdf, got \.eps/],
  ['an encoder of another size', ['--model', 'model', '--encoder', tinyClip, 'rain'], 1, /of 8 numbers, got 512/],
  ['a missing encoder', ['--model', 'model', '--encoder', 'gone', 'rain'], 2, /no text encoder/],
  ['a figure in a file', ['--model', 'model', '-o', 'in-the-way/orders.svg'], 1, /cannot write to/],
])('%s is refused', async (_, args, code, message) => {
  writeFileSync(at('in-the-way'), '')
  const paths = args.map((value, index) => (args[index - 1]?.startsWith('-') ? resolve(folder, value) : value))
  const refused = await order(...paths)
  expect(refused).toMatchObject({ code, stdout: '' })
  expect(refused.stderr).toMatch(message)
  expect(refused.stderr).not.toMatch(/^ +at |unexpected/m)
  expect(existsSync(at('orders.eps'))).toBe(false)
})
