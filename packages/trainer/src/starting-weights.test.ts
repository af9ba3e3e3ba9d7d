import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Checkpoint, entryToFloat32, readCheckpoint, readSafetensors, toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { createDfpir, type DfpirConfig, networkKeyMap, parseConfig, savePretrained, stateDict } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { goldenPath } from '@dfpir/testing'
import { CompiledStep } from './compiled-step.js'
import { toNhwc } from './dfpir-tiny.test.helper.js'
import { trainedWeights } from './freeze.js'
import { readMoments } from './starting-moments.js'
import { readStartingWeights } from './starting-weights.js'
import { traceStep } from './trace-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

// A checkpoint of four steps of torch.optim.Adam, and how PyTorch went on: golden/make-finetuning.py.
const path = goldenPath('finetuning/lightning.ckpt')
const frozen = ['patch_embed.*', 'encoder_*', 'down*', 'up*', 'reduce_*', 'decoder_*', 'latent_*']

interface Expected {
  config: object
  rate: number
  losses: number[]
}
let expected: Expected
let tensors: ReadonlyMap<string, Float32Tensor>

beforeAll(async () => {
  expected = JSON.parse(await readFile(goldenPath('finetuning/expected.json'), 'utf8'))
  const file = await readSafetensors(goldenPath('finetuning/batch.safetensors'))
  tensors = new Map([...file.tensors].map(([name, entry]) => [name, entryToFloat32(entry)]))
})

test('moments are those of their weights, and what was found is told', async () => {
  const { state, updates, notes } = await readStartingWeights(path, parseConfig(expected.config))
  expect(updates).toBe(4)
  expect(notes.join('\n')).toMatch(/weights from .*\nAdam's moments of \d+ weights after 4 updates/)
  const name = 'latent.0.attn.qkv.weight'
  const { layer, kind } = networkKeyMap(parseConfig(expected.config)).entries.find(({ torch }) => torch === name)!
  for (const [torch, moment] of [
    ['exp_avg', 'adam_m'],
    ['exp_avg_sq', 'adam_v'],
  ]) {
    const found = toTorchLayout(kind, state.get(`${layer}/${moment}`) as Float32Tensor)
    expect(found).toEqual(tensors.get(`${torch}.${name}`))
  }
})

describe('training goes on', () => {
  let step: CompiledStep

  beforeAll(async () => {
    await useCpuBackend()
    const config = parseConfig(expected.config)
    const model = createDfpir(config)
    const isTrained = trainedWeights(config, frozen)
    const graph = traceStep(model, { batch: 1, height: 16, width: 24, isTrained })
    model.dispose()
    step = CompiledStep.compile(await loadTensorflow(), graph, { threads: 1 })
  })
  afterAll(() => step.dispose())

  async function losses({ moments = true, first }: { moments?: boolean; first: number }): Promise<number[]> {
    const { state } = await readStartingWeights(path, parseConfig(expected.config))
    await step.assign(new Map([...state].filter(([name]) => moments || !/adam_[mv]$/.test(name))))
    const [input, target] = ['input', 'target'].map(name => toNhwc(tensors.get(name) as Float32Tensor))
    const batch = { input, target, prompt: tensors.get('prompt') as Float32Tensor }
    const found: number[] = []
    for (let index = 0; index < expected.losses.length; index++) {
      found.push((await step.run(first + index, expected.rate, [batch])).loss)
    }
    return found
  }

  test('as it does in PyTorch', async () => {
    expect(await losses({ first: 5 })).toBeWithin(1e-5, expected.losses)
  })

  test.each([
    ['when the correction of the bias begins anew', { first: 1 }],
    ['without the moments', { first: 1, moments: false }],
  ])('otherwise %s', async (_, wrong) => {
    expect(await losses(wrong)).not.toBeWithin(1e-4, expected.losses)
  })
})

describe('where the optimizer is kept', () => {
  const keys = () => networkKeyMap(parseConfig(expected.config))
  /** The checkpoint with its optimizer elsewhere. */
  async function moved(place: string, change: (checkpoint: Checkpoint) => Partial<Checkpoint> = () => ({})) {
    const checkpoint = await readCheckpoint(path)
    const move = <T>(map: ReadonlyMap<string, T>) =>
      new Map([...map].map(([name, value]) => [name.replace('optimizer_states.0', place), value]))
    const { otherTensors, values, tensors: network } = checkpoint
    const elsewhere = { ...checkpoint, otherTensors: move(otherTensors), values: move(values) }
    const weights = new Map([...network].map(([name, entry]) => [name.replace('net.', ''), entry]))
    return readMoments({ ...elsewhere, ...change(elsewhere) }, weights, keys(), 'adam')
  }

  test.each(['optimizer', 'optimizer_state_dict', 'optim', 'optimizer_states.0'])('in %s', async place => {
    const { state, updates } = await moved(place)
    expect(updates).toBe(4)
    expect(state.size).toBeGreaterThan(20)
  })

  test('older versions of PyTorch count in numbers', async () => {
    const { updates } = await moved('optimizer', ({ otherTensors }) => ({
      otherTensors: new Map([...otherTensors].filter(([name]) => !name.endsWith('.step'))),
      values: new Map([['optimizer.state.3.step', 1200]]),
    }))
    expect(updates).toBe(1200)
  })

  test.each<[string, string, (checkpoint: Checkpoint) => Partial<Checkpoint>]>([
    ['elsewhere', 'somewhere', () => ({})],
    [
      'another order of weights',
      'optimizer',
      ({ otherTensors }) => {
        const reversed = [...otherTensors.keys()].reverse()
        return { otherTensors: new Map([...otherTensors.values()].map((entry, index) => [reversed[index], entry])) }
      },
    ],
    [
      'of another optimizer',
      'optimizer',
      ({ otherTensors }) => ({
        otherTensors: new Map([...otherTensors].map(([name, entry]) => [name.replace('exp_avg', 'momentum'), entry])),
      }),
    ],
  ])('%s it gives no moments', async (_, place, change) => {
    const { state, updates, note } = await moved(place, change)
    expect([state.size, updates]).toEqual([0, 0])
    expect(note).toMatch(/start at zero/)
  })
})

test('a deeper network begins with blocks that pass on; what else differs is told', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-'))
  const config = parseConfig({ ...(expected.config as DfpirConfig), refinement: 0 })
  const model = createDfpir(config)
  await savePretrained(folder, { config, stateDict: await stateDict(model, config), prompts: [] })
  model.dispose()
  const deep = { ...config, refinement: 1 }
  const { state, notes } = await readStartingWeights(folder, deep)
  expect([...state.keys()].sort()).toEqual(
    networkKeyMap(deep)
      .entries.map(({ layer }) => layer)
      .sort(),
  )
  expect(notes).toContain('refinement is 1 here and 0 in the file')
  await expect(readStartingWeights(folder, { ...deep, dim: 2 * deep.dim })).rejects.toThrow('do not fit')
  await rm(folder, { recursive: true })
})
