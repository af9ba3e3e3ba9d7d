import { runCommand } from '@dfpir/terminal'
import '@tensorflow/tfjs-backend-cpu'
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { entryToFloat32, readSafetensors, writeSafetensors } from '@dfpir/checkpoints'
import { createDfpir, parseConfig, readPretrained, readPromptFile, savePretrained, stateDict } from '@dfpir/model'
import { fixedPrompts, type PromptTable, vocabularies } from '@dfpir/prompts'
import { captureOutput } from '@dfpir/testing'
import { createPromptsCommand } from './prompts-command.js'

const tinyClip = resolve(__dirname, '../../../../packages/prompts/fixtures/tiny-clip')
const folder = mkdtempSync(join(tmpdir(), 'dfpir-prompts-command-'))
const at = (...parts: string[]) => join(folder, ...parts)
const config = parseConfig({ dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2] })
const before = process.env.DFPIR_CACHE

async function save(path: string, prompts: PromptTable, changes: Partial<typeof config> = {}): Promise<void> {
  const changed = { ...config, ...changes }
  const model = createDfpir(changed, { seed: 3 })
  const metadata = { step: '7' }
  await savePretrained(path, { config: changed, stateDict: await stateDict(model, changed), prompts, metadata })
  model.dispose()
}

beforeAll(async () => {
  process.env.DFPIR_CACHE = at('cache')
  await save(at('bare'), [])
  await save(at('fixed'), fixedPrompts(vocabularies.detailed.slice(1, 4)))
  await save(at('small.safetensors'), [], { promptSize: 8 })
  await save(at('plain.safetensors'), [], { channelPerturbation: 'attention' })
  const { tensors } = await readSafetensors(at('bare', 'model.safetensors'))
  await writeSafetensors(at('inner.safetensors'), new Map([...tensors].map(([name, entry]) => [`net.${name}`, entry])))
})
afterAll(() => {
  if (before === undefined) delete process.env.DFPIR_CACHE
  else process.env.DFPIR_CACHE = before
  rmSync(folder, { recursive: true })
})

async function run(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createPromptsCommand(), args))
  return { code, ...output }
}

async function json(...args: string[]) {
  const { code, stdout, stderr } = await run(...args, '--json')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return JSON.parse(stdout.trimEnd().split('\n').at(-1)!)
}

const encoder = ['--encoder', tinyClip]
const text = 'Rain degradation with rain lines'

test('encode writes a tensor for each text, which convert takes', async () => {
  const encoded = await json('encode', text, 'Gaussian noise', 'own', text, ...encoder, '-o', at('e.safetensors'))
  expect(encoded).toMatchObject({ output: at('e.safetensors'), encoder: expect.stringMatching(/^sha256:/) })
  expect(encoded.prompts.map(({ name, size }: { name: string; size: number }) => [name, size])).toEqual([
    ['derain', 512],
    ['text-2', 512],
    ['text-3', 512],
  ])
  const { tensors, metadata } = await readSafetensors(at('e.safetensors'))
  expect(tensors.get('derain')).toMatchObject({ dtype: 'F32', shape: [512] })
  expect(Math.hypot(...entryToFloat32(tensors.get('derain')!).data)).toBeCloseTo(encoded.prompts[0].norm, 4)
  expect(JSON.parse(metadata.texts)).toEqual({ derain: text, 'text-2': 'Gaussian noise', 'text-3': 'own' })
  await json('encode', 'Rain', ...encoder, '-o', at('rain.safetensors'))
  const file = await readPromptFile(at('rain.safetensors'), 512)
  expect(file).toMatchObject({ prompts: [{ name: 'derain', task: 'derain', text: 'Rain' }], encoder: encoded.encoder })
})

test('attach gives weights without prompts those of the vocabulary, and list shows them', async () => {
  const output = at('attached.safetensors')
  const attached = await json('attach', at('bare'), ...encoder, '-o', output)
  expect(attached).toMatchObject({ output, changed: [] })
  expect(attached.prompts.map(({ text }: { text: string }) => text)).toEqual(
    vocabularies.detailed.map(each => each.text),
  )
  const listed = await json('list', '--model', output)
  expect(listed).toEqual({ model: output, encoder: attached.encoder, prompts: attached.prompts })
  const [source, written] = await Promise.all([readPretrained(at('bare')), readPretrained(output)])
  expect([...written.stateDict.keys()]).toEqual([...source.stateDict.keys()])
  for (const [name, { data }] of written.stateDict) expect(data).toBeWithin(0, source.stateDict.get(name)!.data)
  expect(written.metadata).toEqual({ step: '7', promptEncoder: attached.encoder })
  const { stdout } = await run('list', '--model', output)
  expect(stdout).toMatch(/^name +task +size +norm +text\ndenoise-15 +denoise +512 /)
  expect(stdout).toContain(`embeddings: ${attached.encoder}\n`)
})

test('attach replaces other embeddings with --force alone, and keeps the texts and config.json', async () => {
  cpSync(at('fixed'), at('mine'), { recursive: true })
  const weights = readFileSync(at('mine', 'model.safetensors'))
  const refused = await run('attach', at('mine'), ...encoder)
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('from another source') })
  expect(readFileSync(at('mine', 'model.safetensors')).equals(weights)).toBe(true)
  const { changed, prompts } = await json('attach', at('mine'), ...encoder, '--force')
  expect(changed).toEqual(['denoise-25', 'denoise-50', 'derain'])
  expect(prompts[2].text).toBe(text)
  expect((await json('attach', at('mine'), ...encoder)).changed).toEqual([])
  expect(JSON.parse(readFileSync(at('mine', 'config.json'), 'utf8')).metadata.promptEncoder).toMatch(/^sha256:/)
})

test('attach can word the prompts that there are anew', async () => {
  const args = [at('fixed'), ...encoder, '-o', at('simple.safetensors'), '--vocabulary', 'simple', '--force']
  const { prompts } = await json('attach', ...args)
  expect(prompts.map(({ name, text }: { name: string; text: string }) => [name, text])).toEqual([
    ['denoise-25', 'Gaussian noise'],
    ['denoise-50', 'Gaussian noise'],
    ['derain', 'Rain'],
  ])
})

test('a model without prompts, and one that does not say where they come from', async () => {
  expect((await run('list', '--model', at('bare'))).stdout).toContain('contains no prompts')
  expect((await run('list', '--model', at('fixed'))).stdout).toContain('of unknown origin')
})

test.each<[string, () => string[], number, string]>([
  ['no encoder', () => ['encode', 'x', '-o', at('x.safetensors')], 2, '--encoder'],
  ['no such encoder', () => ['encode', 'x', '--encoder', at('no'), '-o', at('x.safetensors')], 2, 'no text encoder'],
  ['no text', () => ['encode', ...encoder, '-o', at('x.safetensors')], 2, "missing required argument 'text'"],
  ['another kind of file', () => ['encode', 'x', ...encoder, '-o', at('x.npy')], 2, 'cannot write'],
  ['a file that is there', () => ['encode', 'x', ...encoder, '-o', at('plain.safetensors')], 2, 'exists'],
  [
    'other weights',
    () => ['encode', 'x', ...encoder, '--dtype', 'q8', '-o', at('x.safetensors')],
    1,
    '_quantized.onnx',
  ],
  ['another size', () => ['attach', at('small.safetensors'), ...encoder], 1, 'embeddings have 512 numbers'],
  ['no prompts', () => ['attach', at('plain.safetensors'), ...encoder], 2, 'does not use prompts'],
  ['weights within more', () => ['attach', at('inner.safetensors'), ...encoder], 2, 'in place'],
  ['a shipped model', () => ['attach', 'dfpir-small', ...encoder], 2, 'in place'],
])('%s is said', async (_, args, code, message) => {
  expect(await run(...args())).toMatchObject({ code, stderr: expect.stringContaining(message) })
})
