import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rgbPicture, writePicture } from '@dfpir/images'
import { createNetwork, parseNetwork, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, vocabulary } from '@dfpir/prompts'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createFigureCommand } from './figure-command.js'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-figure-'))
export const at = (...parts: string[]) => join(folder, ...parts)
const backbone = { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2] }
const dfpir = { ...backbone, promptSize: 8 }
const nafnet = { architecture: 'nafnet', width: 4, encoder: [1, 1], middle: 1, decoder: [1, 1] }
const promptir = {
  ...{ architecture: 'promptir', ...backbone, expansion: 2 },
  ...{ promptLength: 3, promptChannels: [2, 4, 6], promptSizes: [6, 3, 2] },
}
const before = process.env.DFPIR_CACHE

/** Smooth waves, 48×40, with the busiest squares on the right. */
function waves(variant: number) {
  const data = Uint8Array.from({ length: 48 * 40 * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % 48
    return 125 + (x > 30 ? 60 : 20) * Math.sin((x * ((i % 3) + 1)) / 3 + variant) * Math.cos(i / 2000)
  })
  return rgbPicture(48, 40, data)
}

async function saveModel(name: string, seed: number, prompts: readonly string[], json: object = dfpir): Promise<void> {
  const config = parseNetwork(json)
  const model = createNetwork(config, { seed })
  const table = fixedPrompts(
    vocabulary.filter(prompt => prompts.includes(prompt.name)),
    8,
  )
  await savePretrained(at(name), { config, stateDict: await stateDict(model, config), prompts: table })
  model.dispose()
}

beforeAll(async () => {
  process.env.DFPIR_CACHE = at('cache')
  await tf.setBackend('cpu')
  await saveModel('first', 1, ['denoise-25', 'derain', 'dehaze'])
  await saveModel('second', 2, ['denoise-25', 'derain'])
  await saveModel('noise', 3, ['denoise-25'])
  await saveModel('restormer', 4, [], { architecture: 'restormer', ...backbone })
  await saveModel('nafnet', 5, [], nafnet)
  await saveModel('promptir', 6, [], promptir)
  for (const name of ['empty', 'clean']) mkdirSync(at(name))
  for (const [index, name] of ['a.png', 'b.png', 'c.png'].entries()) await writePicture(at('clean', name), waves(index))
})
afterAll(() => {
  if (before === undefined) delete process.env.DFPIR_CACHE
  else process.env.DFPIR_CACHE = before
  rmSync(folder, { recursive: true })
})

export async function run(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createFigureCommand(), args))
  return { code, ...output }
}

/** Draws `figure.svg` and gives what `--json` says and the figure's texts. */
export async function draw(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '-o', at('figure.svg'), '--force', '--json')
  if (code !== 0) throw new Error(stderr)
  const svg = readFileSync(at('figure.svg'), 'utf8')
  const texts = [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)].map(([, text]) => text)
  return { result: JSON.parse(stdout.trimEnd().split('\n').at(-1)!), svg, texts }
}

export const tsne = ['tsne', '--data', at('clean'), '--patch', '16']
export const first = ['--model', `first=${at('first')}`]
export const second = ['--model', `second=${at('second')}`]

/** Checks that a command fails with an exit code and a message, and draws nothing. */
export async function expectFailure(args: readonly string[], code: number, message: string): Promise<void> {
  expect(await run(...args, '-o', at('x.svg'))).toMatchObject({ code, stderr: expect.stringContaining(message) })
  expect(existsSync(at('x.svg'))).toBe(false)
}
