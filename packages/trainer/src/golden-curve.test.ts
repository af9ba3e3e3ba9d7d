import { readWeights } from '@dfpir/model'
import { loadTensorflow } from '@dfpir/tensorflow'
import { CompiledStep } from './compiled-step.js'
import { readTinyJson, tinyBatch, tinyNetwork, tinySizes } from './dfpir-tiny.test.helper.js'
import { EagerStep } from './eager-step.js'
import { learningRate } from './schedule.js'
import type { StepResult, StepState } from './step-state.js'
import { traceStep } from './trace-step.js'
import type { StepBatch, TrainingStep, UpdateOptions } from './training-step.js'

/** What PyTorch's optimizers did: golden/make-loss-curve.py. */
interface Curves {
  cosine: { rate: number; lowest: number; losses: number[] }
  adamw: { rate: number; weightDecay: number; losses: number[] }
  clipped: { rate: number; clipNorm: number; losses: number[]; norms: number[] }
}

let curves: Curves
let batch: StepBatch
let start: StepState

beforeAll(async () => {
  curves = await readTinyJson('loss-curve')
  batch = await tinyBatch()
  const model = await tinyNetwork()
  start = await readWeights(model)
  model.dispose()
})
afterAll(() => Promise.all([...opened.values()].map(async step => (await step).dispose())))

const openers: Record<string, (options: UpdateOptions) => Promise<TrainingStep>> = {
  async compiled(options) {
    const model = await tinyNetwork()
    const graph = traceStep(model, { ...tinySizes, ...options })
    model.dispose()
    return CompiledStep.compile(await loadTensorflow(), graph, { ...options, threads: 1, rewrite: false })
  },
  async eager(options) {
    return EagerStep.create(await tinyNetwork(), { ...options, threads: 1 })
  },
}
const kinds = Object.keys(openers)

/** The plain step of each kind, opened once: Adam, unclipped. */
const opened = new Map<string, Promise<TrainingStep>>()
function plain(kind: string): Promise<TrainingStep> {
  const step = opened.get(kind) ?? openers[kind]({})
  opened.set(kind, step)
  return step
}

/** How a run goes: by its rates and, in deliberately wrong variants, by the numbers that its steps get. */
interface RunOptions {
  rate: (step: number) => number
  numberOf?: (step: number) => number
}

/** The results of `count` steps from the initial weights, which all see the one batch. */
async function run(step: TrainingStep, count: number, { rate, numberOf = index => index + 1 }: RunOptions) {
  await step.assign(start)
  const results: StepResult[] = []
  for (let index = 0; index < count; index++) results.push(await step.run(numberOf(index), rate(index), [batch]))
  return results
}

const lossesOf = (results: readonly StepResult[]) => results.map(({ loss }) => loss)

/** The rate of a step as the trainer computes it. */
const cosine = (step: number) => {
  const { rate, lowest, losses } = curves.cosine
  return learningRate(
    step,
    { steps: losses.length, learningRate: rate },
    { schedule: { type: 'cosine', per: 'step' }, warmup: 0, minLearningRate: lowest },
  )
}

/** PyTorch strays from itself by 2e-5 in 50 steps when its weights are rounded otherwise. */
const tolerance = 1e-4

test.each([
  ['compiled', 50],
  ['eager', 20], // costs much more; the rates are the same
])('%s steps follow PyTorch’s losses, the rate along its cosine: %i steps', async (kind, count) => {
  const losses = curves.cosine.losses.slice(0, count)
  const found = lossesOf(await run(await plain(kind), count, { rate: cosine }))
  expect(found).toBeWithin(tolerance, losses)
  expect(found.slice(0, 10)).toBeWithin(1e-5, losses.slice(0, 10))
})

test.each<[string, Partial<RunOptions>]>([
  ['no correction of the bias', { numberOf: () => 1e9 }],
  ['a rate that stays', { rate: () => curves.cosine.rate }],
])('with %s the losses are missed', async (_, wrong) => {
  const { losses } = curves.cosine
  const found = lossesOf(await run(await plain('compiled'), losses.length, { rate: cosine, ...wrong }))
  expect(found).not.toBeWithin(10 * tolerance, losses)
})

test('with another β₁ the losses are missed', async () => {
  const { losses } = curves.cosine
  const step = await openers.compiled({ optimizer: { kind: 'adam', beta1: 0.8 } })
  expect(lossesOf(await run(step, losses.length, { rate: cosine }))).not.toBeWithin(10 * tolerance, losses)
  await step.dispose()
})

test.each(kinds)('%s steps decay weights as PyTorch’s AdamW', async kind => {
  const { rate, weightDecay, losses } = curves.adamw
  const step = await openers[kind]({ optimizer: { kind: 'adam', weightDecay } })
  expect(lossesOf(await run(step, losses.length, { rate: () => rate }))).toBeWithin(1e-5, losses)
  await step.dispose()
})

test.each(kinds)('%s steps clip gradients as PyTorch does', async kind => {
  const { rate, clipNorm, losses, norms } = curves.clipped
  const step = await openers[kind]({ clipNorm })
  const results = await run(step, losses.length, { rate: () => rate })
  expect(lossesOf(results)).toBeWithin(1e-5, losses)
  expect(results.map(({ gradientNorm }) => gradientNorm as number)).toBeWithin(1e-4, norms)
  await step.dispose()
})

test('without decay and clipping those losses are missed', async () => {
  const { adamw, clipped } = curves
  expect(clipped.rate).toBe(adamw.rate)
  const found = lossesOf(await run(await plain('compiled'), adamw.losses.length, { rate: () => adamw.rate }))
  for (const { losses } of [adamw, clipped]) expect(found).not.toBeWithin(1e-5, losses)
})
