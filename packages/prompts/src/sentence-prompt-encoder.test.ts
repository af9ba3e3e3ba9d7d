import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { ClipPromptEncoder } from './clip-prompt-encoder.js'
import { openEncoderFolder } from './open-encoder-folder.js'
import { SentencePromptEncoder } from './sentence-prompt-encoder.js'
import { tinyClip } from './tiny-clip.test.helper.js'
import { positions, size, table, words, writeTinySentence } from './tiny-sentence.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-sentence-'))
const warnings: string[] = []
let encoder: SentencePromptEncoder

beforeAll(async () => {
  writeTinySentence(folder)
  encoder = await SentencePromptEncoder.open(folder, { onWarning: message => void warnings.push(message) })
})
afterAll(async () => {
  await encoder.dispose()
  rmSync(folder, { recursive: true })
})

const idsOf = (...tokens: string[]) => ['[CLS]', ...tokens, '[SEP]'].map(token => words.indexOf(token))

/** The mean of the tokens' vectors, scaled to length 1. */
function mean(ids: readonly number[]): number[] {
  const sum = Array.from({ length: size }, (_, index) => ids.reduce((s, id) => s + Math.tanh(table[id][index]), 0))
  return sum.map(value => value / Math.hypot(...sum))
}

test.each([
  ['Remove the RAIN!', idsOf('remove', 'the', 'rain', '!')],
  ['hazy pictures', idsOf('hazy', 'pic', '##ture', '##s')],
  [' Häzy,\tfog ', idsOf('hazy', ',', '[UNK]')],
  ['', idsOf()],
])('%j: the mean of the tokens, start and end included, of length 1', async (text, ids) => {
  expect(await encoder.tokens(text)).toEqual(ids)
  const [embedding] = await encoder.encode([text])
  expect(embedding).toBeWithin(1e-6, mean(ids))
})

test('of a text that is too long, the end token stays', async () => {
  const ids = idsOf(...Array.from({ length: positions - 2 }, () => 'rain'))
  expect(await encoder.tokens('rain '.repeat(10))).toEqual(ids)
  expect(warnings).toEqual([expect.stringContaining('the last 4 of its 10 tokens are dropped')])
})

test('a folder is opened as what its config.json describes', async () => {
  expect(await openEncoderFolder(folder)).toBeInstanceOf(SentencePromptEncoder)
  expect(await openEncoderFolder(tinyClip)).toBeInstanceOf(ClipPromptEncoder)
  await expect(openEncoderFolder(join(folder, 'nowhere'))).rejects.toThrow(UsageError)
})

test('another model is an error that says where to get one', async () => {
  await expect(SentencePromptEncoder.open(tinyClip)).rejects.toThrow('lacks onnx/model.onnx')
  writeFileSync(join(folder, 'config.json'), '{"model_type": "gpt2"}')
  const opened = SentencePromptEncoder.open(folder)
  await expect(opened).rejects.toThrow(DataError)
  await expect(opened).rejects.toMatchObject({
    message: expect.stringContaining('must describe a BERT model, but it has a model of type gpt2'),
    hint: expect.stringContaining('TaylorAI/bge-micro-v2'),
  })
})
