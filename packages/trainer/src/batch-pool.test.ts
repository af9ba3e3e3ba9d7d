import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DataError, EnvironmentError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { BatchMaker, type BatchMakerOptions } from './batch-maker.js'
import { BatchPool } from './batch-pool.js'
import { trainingPrompts } from './training-prompts.js'

/** Threads run what was built. */
const script = pathToFileURL(join(__dirname, '../dist/batch-worker.js'))
const size = { patch: 8, batch: 2 }
let folder: string
let options: BatchMakerOptions

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-batches-'))
  for (let index = 0; index < 3; index++) {
    const data = Uint8Array.from({ length: 16 * 12 * 3 }, (_, i) => (i * (index + 3)) % 251)
    await writePicture(join(folder, 'photos', `${index}.png`), { width: 16, height: 12, channels: 3, depth: 8, data })
  }
  const data = [{ task: 'denoise', sigma: [15, 25], clean: join(folder, 'photos'), repeat: 1 }] as const
  options = { data: [...data].map(entry => ({ ...entry, sigma: [...entry.sigma] })), seed: 3, prompts: [] }
  options = { ...options, ...(await trainingPrompts(options.data, { size: 4 })) }
})
afterAll(() => rm(folder, { recursive: true }))

test('threads make the batches that this one makes, in whatever order they are asked for', async () => {
  const maker = await BatchMaker.open(options)
  const pool = new BatchPool(options, { workers: 2, script })
  const numbers = [4, 0, 7, 1]
  const made = await Promise.all(numbers.map(number => pool.batch(number, size)))
  for (const [index, number] of numbers.entries()) expect(made[index]).toEqual(await maker.batch(number, size))
  expect(made[0].input.shape).toEqual([2, 8, 8, 3])
  expect(made[0].prompt.shape).toEqual([2, 4])
  await pool.dispose()
  await expect(pool.batch(1, size)).rejects.toThrow(EnvironmentError)
})

test('what goes wrong in a thread arrives as what it was', async () => {
  await writePicture(join(folder, 'damaged', '1.png'), {
    ...{ width: 16, height: 12, channels: 3, depth: 8 },
    data: new Uint8Array(16 * 12 * 3),
  })
  await writeFile(join(folder, 'damaged', '2.png'), 'no picture')
  const data = [{ ...options.data[0], clean: join(folder, 'damaged') }]
  const pool = new BatchPool({ ...options, data }, { workers: 1, script })
  const failure = await pool.batch(0, size).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(DataError)
  expect((failure as DataError).message).toMatch(/2\.png/)
  await pool.dispose()
})

test('a thread that cannot start fails every batch', async () => {
  const pool = new BatchPool(options, { workers: 1, script: pathToFileURL(join(folder, 'missing.js')) })
  await expect(pool.batch(0, size)).rejects.toThrow('missing.js')
  await expect(pool.batch(1, size)).rejects.toThrow('missing.js')
  await pool.dispose()
})
