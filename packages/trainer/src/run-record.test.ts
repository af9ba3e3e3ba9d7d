import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DataError } from '@dfpir/core'
import { writePicture } from '@dfpir/images'
import { registerNetwork } from '@dfpir/model'
import { type NetworkKind, nafnetNetwork } from '@dfpir/networks'
import { parseTrainingConfig } from './config.js'
import { readRunRecord } from './run-record.js'
import { train } from './train.js'
import type { TrainOptions } from './train-options.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-record-'))
  const data = Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => 128 + 100 * Math.sin(i / 40))
  await writePicture(join(folder, 'photos', '0.png'), { width: 32, height: 32, channels: 3, depth: 8, data })
})
afterAll(() => rm(folder, { recursive: true }))

const run = (options: TrainOptions, changes: object = {}) => {
  const content = {
    model: { dim: 4, blocks: [1, 1, 1, 1], refinement: 0, heads: [1, 1, 2, 2], promptSize: 8 },
    data: [{ task: 'denoise', sigma: 25, clean: 'photos', repeat: 3 }],
    ...{ patch: 16, batch: 1, steps: 3, workers: 0, threads: 1, output: 'run' },
    ...changes,
  }
  return train(parseTrainingConfig(content, folder), { ...options, stream: { write: () => true } })
}

/** Goes on with the run, to a step. */
function runTo(last: number) {
  const stop = new AbortController()
  return run({ resume: true, signal: stop.signal, onStep: step => step === last && stop.abort() })
}

test('what a run is, and every start of it; a damaged record does not keep it from going on', async () => {
  const output = join(folder, 'run')
  expect(await readRunRecord(output)).toBeUndefined()
  await runTo(1)
  const first = await readRunRecord(output)
  expect(first).toMatchObject({
    model: { dim: 4, gamma: 0.9 },
    config: { phases: [{ batch: 1, patch: 16, steps: 3 }], loss: 'l1', seed: 0 },
    steps: 3,
    samplesPerEpoch: 3,
    starts: [{ step: 0, environment: { node: process.versions.node, cores: expect.any(Number) } }],
  })
  expect(first?.parameters).toBeGreaterThan(1000)
  await runTo(2)
  const second = await readRunRecord(output)
  expect(second?.starts).toEqual([first?.starts[0], expect.objectContaining({ step: 1 })])
  await writeFile(join(output, 'run.json'), '{"starts":')
  await expect(readRunRecord(output)).rejects.toThrow(DataError)
  await runTo(3)
  const third = await readRunRecord(output)
  expect(third?.starts).toMatchObject([{ step: 2 }])
  await runTo(3)
  expect(await readRunRecord(output)).toEqual(third)
})

test('of a registered network, its code is recorded, and a resume with other code is told', async () => {
  const module = join(folder, 'network.mjs')
  const parse = (json: unknown) => ({ ...nafnetNetwork.parse(json), architecture: 'own' as const })
  registerNetwork({ ...nafnetNetwork, name: 'own', parse } as NetworkKind, pathToFileURL(module).href)
  const notes: string[] = []
  const runOwn = async (code: string, last: number) => {
    await writeFile(module, code)
    const stop = new AbortController()
    const model = { architecture: 'own', width: 4, encoder: [1], middle: 1, decoder: [1] }
    const options = { resume: true, signal: stop.signal, onNote: (note: string) => notes.push(note) }
    await run({ ...options, onStep: step => step === last && stop.abort() }, { model, output: 'own' })
  }
  await runOwn('export {}', 1)
  await runOwn('export {}', 2)
  expect(notes.join()).not.toMatch('the code of the network')
  await runOwn('export const eps = 1e-5', 3)
  expect(notes.join()).toMatch('the code of the network changed')
  const codes = (await readRunRecord(join(folder, 'own')))?.starts.map(({ networkCode }) => networkCode)
  expect(codes?.[0]).toMatch(/^[0-9a-f]{64}$/)
  expect(codes?.[1]).toBe(codes?.[0])
  expect(codes?.[2]).not.toBe(codes?.[0])
})
