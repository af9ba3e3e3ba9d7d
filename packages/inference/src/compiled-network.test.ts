import { cpSync, mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Float32Tensor } from '@dfpir/core'
import { type Engine, getEngine } from '@dfpir/engines'
import { codeVersion } from './code-version.js'
import { CompiledNetwork } from './compiled-network.js'
import { saveRandomModel, tiny } from './random-model.test.helper.js'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-compiled-'))
const location = join(folder, 'model')
const graphs = join(folder, 'graphs')
const before = process.env.DFPIR_GRAPH_CACHE

beforeAll(() => saveRandomModel(location))
beforeEach(() => {
  process.env.DFPIR_GRAPH_CACHE = graphs
  rmSync(graphs, { recursive: true, force: true })
})
afterAll(() => {
  process.env.DFPIR_GRAPH_CACHE = before
  rmSync(folder, { recursive: true })
})

/** onnxruntime, counting what it prepares. */
async function countingEngine(fingerprint = 'same'): Promise<{ engine: Engine; prepared: () => number }> {
  const onnxruntime = await getEngine('onnxruntime')
  let count = 0
  const prepare: Engine['prepare'] = (graph, options) => {
    count++
    return onnxruntime.prepare(graph, options)
  }
  return { engine: { ...onnxruntime, prepare, fingerprint: async () => fingerprint }, prepared: () => count }
}

interface Case {
  model?: string
  prompt?: string
  size?: number
  fingerprint?: string
  threads?: number
}

/** Compiles as a new process would, and runs once. */
async function compileAndRun({ model = location, prompt = 'derain', size = 16, fingerprint, threads = 1 }: Case = {}) {
  const { engine, prepared } = await countingEngine(fingerprint)
  const network = await CompiledNetwork.open(model, engine, { threads })
  const chosen = network.facts.prompts.find(({ name }) => name === prompt)!
  const graph = await network.compile(size, 8, chosen)
  const data = Float32Array.from({ length: size * 8 * 3 }, (_, i) => (i % 7) / 7)
  const { residual }: Record<string, Float32Tensor> = await graph.run({ input: { shape: [1, size, 8, 3], data } })
  await graph.dispose()
  await network.dispose()
  return { prepared: prepared(), facts: network.facts, residual }
}

test('the second time nothing is prepared, and everything is as the first time', async () => {
  const first = await compileAndRun()
  const second = await compileAndRun()
  expect([first.prepared, second.prepared]).toEqual([1, 0])
  expect(second.facts).toEqual(first.facts)
  expect(second.facts).toMatchObject({ config: tiny, digest: expect.stringMatching(/^[0-9a-f]{64}$/) })
  expect(second.facts.prompts[0].embedding).toBeInstanceOf(Float32Array)
  expect(second.residual).toEqual(first.residual)
})

test('weights that were replaced since it was opened are not taken for those', async () => {
  const replaced = join(folder, 'replaced')
  cpSync(location, replaced, { recursive: true })
  await compileAndRun({ model: replaced }) // so that only its facts are read the next time
  const { engine } = await countingEngine()
  const network = await CompiledNetwork.open(replaced, engine, { threads: 1 })
  await saveRandomModel(replaced, tiny, ['derain'], { seed: 4 })
  await expect(network.compile(40, 8, network.facts.prompts[0])).rejects.toThrow('changed since it was opened')
  await network.dispose()
})

test('another size, prompt, engine or number of threads is another graph', async () => {
  await compileAndRun()
  const others: Case[] = [{ size: 24 }, { prompt: 'dehaze' }, { fingerprint: 'newer' }, { threads: 2 }]
  for (const other of others) expect((await compileAndRun(other)).prepared).toBe(1)
  for (const other of [{}, ...others]) expect((await compileAndRun(other)).prepared).toBe(0)
})

test('a copy of the weights shares graphs; other weights in its place do not', async () => {
  await compileAndRun()
  const copy = join(folder, 'copy')
  cpSync(location, copy, { recursive: true })
  expect((await compileAndRun({ model: copy })).prepared).toBe(0)
  await saveRandomModel(copy, { ...tiny, gamma: 0.5 })
  expect((await compileAndRun({ model: copy })).prepared).toBe(1)
  await saveRandomModel(copy)
  expect((await compileAndRun({ model: copy })).prepared).toBe(0)
})

test('without stored graphs all is made each time', async () => {
  process.env.DFPIR_GRAPH_CACHE = 'off'
  for (let i = 0; i < 2; i++) expect((await compileAndRun()).prepared).toBe(1)
  expect(readdirSync(folder)).not.toContain('graphs')
})

test('the version of the code changes with its files', () => {
  const version = codeVersion()
  expect(codeVersion()).toBe(version)
  const file = join(__dirname, 'code-version.test.helper.ts')
  cpSync(join(__dirname, 'folds.ts'), file)
  try {
    const changed = codeVersion()
    expect(changed).not.toBe(version)
    utimesSync(file, 1, 1)
    expect(codeVersion()).not.toBe(changed)
  } finally {
    rmSync(file)
  }
  expect(codeVersion()).toBe(version)
})
