import { resolve } from 'node:path'
import { tasks, UsageError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { fixedPrompts } from '@dfpir/prompts'
import { captureOutput } from '@dfpir/testing'
import { capture, noisyPicture, temporaryFolder } from './command.test.helper.js'
import { isBlind, type ReadPromptOptions, readPrompt } from './read-prompt.js'
import { createRestoreCommand } from './restore-command.js'

const table = fixedPrompts()
const folder = temporaryFolder()
const encoder = resolve(__dirname, '../../../packages/prompts/fixtures/tiny-clip')

beforeAll(() => {
  process.env.DFPIR_CACHE = folder
})
afterAll(() => {
  delete process.env.DFPIR_CACHE
})

const read = (options: ReadPromptOptions) => captureOutput(() => readPrompt(table, options))

test('pictures are looked at where nothing is said, or where that is said', () => {
  expect(isBlind({})).toBe(true)
  expect(isBlind({ task: 'auto', sigma: 25 })).toBe(true)
  expect([{ sigma: 25 }, { prompt: 'rain' }, { task: tasks[1] }].map(isBlind)).toEqual([false, false, false])
})

test('what is known by name or text is taken as it is, silently, and with a task nothing else will do', async () => {
  for (const prompt of ['derain', 'RAIN degradation with rain lines']) {
    expect(await read({ prompt })).toMatchObject({ result: { prompt }, stderr: '' })
  }
  expect(await read({ task: 'derain', prompt: 'a text' })).toMatchObject({ result: { prompt: 'a text' }, stderr: '' })
})

test('an encoder compares texts: what only differs in spaces is the same', async () => {
  const { result, stderr } = await read({ prompt: 'Rain degradation with  rain lines', encoder })
  expect(result.prompt).toBe(table[3])
  expect(result.promptConfidence).toBeGreaterThan(0.6)
  expect(stderr).toMatch(/^"Rain degradation with {2}rain lines" → prompt derain \(".*"\), \d\d % sure\n$/)
})

test('an exact text gets its own embedding, whatever the table holds', async () => {
  const { result } = await read({ prompt: 'dense fog', encoder, promptExact: true })
  expect(result.prompt).toMatchObject({ name: 'exact', text: 'dense fog', embedding: expect.any(Float32Array) })
  const { result: told } = await read({ prompt: 'dense fog', encoder, promptExact: true, task: 'dehaze' })
  expect(told.prompt).toEqual({ ...(result.prompt as object), task: 'dehaze' })
})

test('dfpir restore gives the network the exact text', async () => {
  const [input, output] = ['in.png', 'out.png'].map(name => resolve(folder, name))
  await writePicture(input, noisyPicture(24, 16))
  const args = [input, '-o', output, '--prompt', 'dense fog', '--encoder', encoder, '--prompt-exact', '--json']
  const { code, stdout } = await capture(createRestoreCommand(), [
    ...args,
    '--task',
    'dehaze',
    '--engine',
    'onnxruntime',
  ])
  expect(code).toBe(0)
  expect(JSON.parse(stdout).files[0]).toMatchObject({ task: 'dehaze', prompt: 'exact' })
})

test('an encoder that is not there', async () => {
  await expect(readPrompt(table, { prompt: 'a fog', encoder: resolve(folder, 'gone') })).rejects.toThrow(UsageError)
})
