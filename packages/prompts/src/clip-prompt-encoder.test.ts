import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { ClipPromptEncoder } from './clip-prompt-encoder.js'
import { golden, tinyClip } from './tiny-clip.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-clip-'))
const warnings: string[] = []
const onWarning = (message: string) => void warnings.push(message)
let encoder: ClipPromptEncoder

beforeAll(async () => {
  encoder = await ClipPromptEncoder.open(tinyClip, { onWarning })
})
beforeEach(() => void warnings.splice(0))
afterAll(async () => {
  await encoder.dispose()
  rmSync(folder, { recursive: true })
})

test.each(golden.map((entry, index) => [index, entry] as const))(
  "text %# is PyTorch's: tokens and embedding",
  async (_, { text, ids, dropped, embedding }) => {
    expect(await encoder.tokens(text)).toEqual(ids)
    const [found] = await encoder.encode([text])
    expect(found).toBeWithin(1e-4, embedding)
    expect(warnings.every(warning => warning.includes(`the last ${dropped} of its`))).toBe(true)
    expect(warnings).toHaveLength(dropped > 0 ? 2 : 0)
  },
)

test('of a text that is too long, the 77th token is the end', () => {
  const end = golden[0].ids.at(-1)
  for (const { ids } of golden.filter(({ dropped }) => dropped > 0)) expect([ids.length, ids[76]]).toEqual([77, end])
})

test('several texts at once are as one by one', async () => {
  const texts = golden.map(({ text }) => text)
  const together = await encoder.encode(texts)
  expect(together).toHaveLength(texts.length)
  for (const [index, text] of texts.entries()) expect(together[index]).toEqual((await encoder.encode([text]))[0])
  expect(await encoder.encode([])).toEqual([])
})

test('features are not normalised', async () => {
  const [embedding] = await encoder.encode(['rain'])
  expect(embedding).toHaveLength(512)
  expect(Math.hypot(...embedding)).toBeGreaterThan(5)
})

test('after dispose the model is read again; a text of absurd length is refused', async () => {
  const one = await ClipPromptEncoder.open(tinyClip)
  const before = await one.encode(['rain'])
  await one.dispose()
  expect(await one.encode(['rain'])).toEqual(before)
  await one.dispose()
  await one.dispose()
  await expect(encoder.encode(['x'.repeat(20_001)])).rejects.toThrow(UsageError)
})

test('its id is a digest of the files, wherever they lie, or the one that is given', async () => {
  expect(encoder.id).toMatch(/^sha256:[0-9a-f]{64}$/)
  const copy = copied('copy')
  expect((await ClipPromptEncoder.open(copy)).id).toBe(encoder.id)
  writeFileSync(join(copy, 'tokenizer.json'), `${readFileSync(join(copy, 'tokenizer.json'))} `)
  expect((await ClipPromptEncoder.open(copy)).id).not.toBe(encoder.id)
  cpSync(join(copy, 'onnx/text_model.onnx'), join(copy, 'onnx/text_model_quantized.onnx'))
  expect((await ClipPromptEncoder.open(copy, { id: 'some/clip@1', dtype: 'q8' })).id).toBe('some/clip@1 q8')
})

function copied(name: string): string {
  const path = join(folder, name)
  cpSync(tinyClip, path, { recursive: true })
  return path
}

const half = (path: string) => truncateSync(path, Math.floor(readFileSync(path).length / 2))

test.each<[string, (copy: string) => void, string]>([
  ['no config', copy => rmSync(join(copy, 'config.json')), 'lacks config.json'],
  ['no tokenizer', copy => rmSync(join(copy, 'tokenizer.json')), 'lacks tokenizer.json'],
  ['no weights', copy => rmSync(join(copy, 'onnx'), { recursive: true }), 'lacks onnx/text_model.onnx'],
  ['empty weights', copy => writeFileSync(join(copy, 'onnx/text_model.onnx'), ''), 'text_model.onnx (it is empty)'],
  ['half the weights', copy => half(join(copy, 'onnx/text_model.onnx')), 'text_model.onnx is damaged'],
  ['half a tokenizer', copy => half(join(copy, 'tokenizer.json')), 'tokenizer.json is damaged'],
  ['an empty tokenizer', copy => writeFileSync(join(copy, 'tokenizer.json'), '{}'), 'tokenizer.json is damaged'],
  ['half a config', copy => half(join(copy, 'config.json')), 'config.json is damaged'],
  ['a list', copy => writeFileSync(join(copy, 'tokenizer_config.json'), '[]'), 'tokenizer_config.json is damaged'],
  [
    'no positions',
    copy =>
      writeFileSync(join(copy, 'config.json'), '{"model_type":"clip","text_config":{"max_position_embeddings":0}}'),
    'max_position_embeddings is 0',
  ],
  [
    'another model',
    copy => writeFileSync(join(copy, 'config.json'), '{"model_type":"bert"}'),
    'must describe a CLIP text model, but it has a model of type bert',
  ],
  ['no model at all', copy => writeFileSync(join(copy, 'config.json'), '{}'), 'no model type'],
])('%s: the error names the file and where to get it', async (name, change, message) => {
  const copy = copied(name)
  change(copy)
  const encoding = ClipPromptEncoder.open(copy).then(found => found.encode(['rain']))
  await expect(encoding).rejects.toThrow(DataError)
  await expect(encoding).rejects.toMatchObject({
    message: expect.stringContaining(message),
    hint: expect.stringContaining('Xenova/clip-vit-base-patch32'),
  })
})

test('no folder, or a file in its place', async () => {
  await expect(ClipPromptEncoder.open(join(folder, 'nowhere'))).rejects.toThrow(UsageError)
  mkdirSync(join(folder, 'files'))
  writeFileSync(join(folder, 'files', 'file'), '')
  await expect(ClipPromptEncoder.open(join(folder, 'files', 'file'))).rejects.toThrow('files/file does not exist')
})

test('a vision model gives no text', async () => {
  const copy = copied('vision')
  const path = join(copy, 'onnx/text_model.onnx')
  // The output's name, in place: as long as the one that it replaces.
  writeFileSync(
    path,
    Buffer.from(readFileSync(path).toString('latin1').replaceAll('text_embeds', 'last_hidden'), 'latin1'),
  )
  const other = await ClipPromptEncoder.open(copy)
  await expect(other.encode(['rain'])).rejects.toThrow('not the text model with projection')
  await other.dispose()
})
