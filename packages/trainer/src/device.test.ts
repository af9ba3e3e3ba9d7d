import { rm } from 'node:fs/promises'
import { parseTrainingConfig } from './config.js'
import { photographs } from './photographs.test.helper.js'
import { train } from './train.js'

let folder: string

beforeAll(async () => {
  folder = await photographs(2)
})
afterAll(() => rm(folder, { recursive: true }))

const run = (change: object, onNote?: (note: string) => void) => {
  const model = { dim: 2, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 1, 1], promptSize: 8 }
  const data = [{ task: 'denoise', sigma: 25, clean: '.' }]
  const content = { model, data, patch: 16, batch: 1, steps: 1, threads: 1, workers: 0, ...change }
  return train(parseTrainingConfig(content, folder), { stream: { write: () => true }, onNote })
}

test('the device is shown before the first step', async () => {
  const notes: string[] = []
  await run({ device: 'cpu', output: 'processor' }, note => notes.push(note))
  expect(notes).toContain('device: CPU, 1 thread')
})

test('a card that is not there is refused before the first step', async () => {
  const missing = /^(cuda:9 needs an NVIDIA card|there is no cuda:9|libtensorflow .* does not see)/
  await expect(run({ device: 'cuda:9', output: 'missing' })).rejects.toThrow(missing)
})
