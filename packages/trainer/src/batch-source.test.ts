import { rm } from 'node:fs/promises'
import { basename } from 'node:path'
import { openTrainingData, type ParsedEntry } from '@dfpir/datasets'
import { BatchSource } from './batch-source.js'
import { photographs } from './photographs.test.helper.js'
import { trainingPrompts } from './training-prompts.js'
import type { StepBatch } from './training-step.js'

let folder: string
let source: BatchSource
const phase = { index: 0, stepsPerEpoch: 10, first: 4, steps: 3, patch: 8, batch: 2, learningRate: 1 }

beforeAll(async () => {
  folder = await photographs(3)
  const data = [{ task: 'derain', clean: folder, repeat: 2 } as const]
  source = await openSource(data)
})
afterAll(async () => {
  await source.dispose()
  await rm(folder, { recursive: true })
})

async function openSource(data: readonly ParsedEntry[]): Promise<BatchSource> {
  const prompts = await trainingPrompts(data, { size: 4 })
  return new BatchSource(await openTrainingData(data), { data, seed: 3, ...prompts }, 0)
}

async function collect(from: number, accumulate: number): Promise<StepBatch[][]> {
  const steps: StepBatch[][] = []
  for await (const batches of source.steps(from, phase, accumulate)) steps.push(batches)
  return steps
}

test('an epoch visits every photograph as often as it is repeated', () => {
  expect(source.samplesPerEpoch).toBe(6)
})

test('steps have their batches, to the end of the phase and no further', async () => {
  const steps = await collect(4, 2)
  expect(steps.map(batches => batches.length)).toEqual([2, 2, 2])
  expect(steps[0][0].input.shape).toEqual([2, 8, 8, 3])
  expect(steps[0][0]).not.toEqual(steps[0][1])
})

test('a step sees the same wherever one begins', async () => {
  expect(await collect(6, 2)).toEqual((await collect(4, 2)).slice(2))
})

test('the files of a step are those of all its batches', () => {
  const names = source.paths(5, phase, 2).map(path => basename(path))
  expect(names).toHaveLength(4)
  expect(names.every(name => /^[012]\.png$/.test(name))).toBe(true)
})

test('a picture that is gone fails the step that needs it', async () => {
  const lost = await photographs(1)
  const data = [{ task: 'derain', clean: lost, repeat: 1 } as const]
  const source = await openSource(data)
  await rm(lost, { recursive: true })
  await expect(source.steps(4, phase, 1).next()).rejects.toThrow('0.png')
  await source.dispose()
})
