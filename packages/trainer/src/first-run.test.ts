import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { parseTrainingConfig } from './config.js'
import { train } from './train.js'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-first-run-'))
  const data = new Uint8Array(16 * 16 * 3)
  await writePicture(join(folder, 'photos', 'a.png'), { width: 16, height: 16, channels: 3, depth: 8, data })
  delete process.env.DFPIR_LIBTENSORFLOW
  // An empty cache, and an index without any package: the download begins and fails.
  Object.assign(process.env, { DFPIR_CACHE: join(folder, 'cache'), PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder })
})
afterAll(() => rm(folder, { recursive: true }))

test('a first training shows that it fetches libtensorflow, and leaves the line', async () => {
  const texts: string[] = []
  const stream = { isTTY: true, columns: 200, write: (text: string) => texts.push(text) }
  const model = { dim: 2, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 1, 1], promptSize: 8 }
  const data = [{ task: 'denoise', sigma: 25, clean: 'photos' }]
  const config = parseTrainingConfig({ model, data, patch: 16, batch: 1, steps: 1, workers: 0, output: 'run' }, folder)
  await expect(train(config, { stream })).rejects.toThrow(EnvironmentError)
  expect(texts.join('')).toMatch(/\rdownloading tensorflow\S* [\d.]+: 0 of \d+ MB.*\n$/)
})
