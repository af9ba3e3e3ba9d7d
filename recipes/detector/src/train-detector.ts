import { type Float32Tensor, Random } from '@dfpir/core'
import { damages } from '@dfpir/detector'
import { type Graph, traceTrainingStep } from '@dfpir/graph'
import { loadTensorflow } from '@dfpir/tensorflow'
import { averagedWeights, CompiledStep, type Feeds, learningRate, useCpuBackend } from '@dfpir/trainer'
import * as tf from '@tensorflow/tfjs-core'
import { createWeights, type Weights } from './network.js'
import type { SampleTable } from './sample-table.js'
import { settings } from './settings.js'
import { detectorLoss } from './training-loss.js'

export interface TrainDetectorOptions {
  threads?: number
  /** Called with the mean loss since the last call. */
  onProgress?: (step: number, loss: number) => void
}

/** Number of steps between progress reports. */
const tellEvery = 200

/** Trains the network with {@link settings} and returns its weights by name. */
export async function trainDetector(
  table: SampleTable,
  { threads, onProgress }: TrainDetectorOptions = {},
): Promise<ReadonlyMap<string, Float32Tensor>> {
  await useCpuBackend()
  const { seed, steps, averageDecay: ema } = settings
  const width = table.statistics.length / table.count
  const weights = createWeights(seed, width)
  standardise(weights, table)
  const tensorflow = await loadTensorflow()
  const trained = new Map([...weights].filter(([, { trainable }]) => trainable))
  const step = CompiledStep.compile(tensorflow, traceStep(weights, trained, width), { threads, ema })
  await step.assign(valuesOf(trained))
  const random = Random.derive(seed, 'batches')
  let sum = 0
  for (let number = 1; number <= steps; number++) {
    sum += (await step.run(number, rate(number - 1), [drawBatch(table, random)])).loss
    if (number % tellEvery > 0) continue
    onProgress?.(number, sum / tellEvery)
    sum = 0
  }
  const values = new Map([...valuesOf(weights), ...averagedWeights(await step.read())])
  await step.dispose()
  return values
}

function rate(step: number): number {
  const { steps, learningRate: base, warmup } = settings
  return learningRate(
    step,
    { steps, learningRate: base },
    { schedule: { type: 'cosine', per: 'step' }, warmup, minLearningRate: base / 100 },
  )
}

/** Sets the mean and scale of the statistics to those of the samples. */
function standardise(weights: ReadonlyMap<string, tf.Variable>, { statistics, count }: SampleTable): void {
  const width = statistics.length / count
  const mean = new Float32Array(width)
  const square = new Float32Array(width)
  for (let i = 0; i < statistics.length; i++) mean[i % width] += statistics[i] / count
  for (let i = 0; i < statistics.length; i++) square[i % width] += (statistics[i] - mean[i % width]) ** 2 / count
  weights.get('statistics/mean')?.assign(tf.tensor1d(mean))
  weights.get('statistics/scale')?.assign(tf.tensor1d(square.map(variance => 1 / Math.sqrt(variance + 1e-6))))
}

function traceStep(weights: Weights, variables: ReadonlyMap<string, tf.Variable>, width: number): Graph {
  const { batch } = settings
  const shapes = {
    statistics: [batch, width],
    jitter: [batch, width],
    truth: [batch, damages.length],
    known: [batch, damages.length],
    logSigma: [batch, 1],
    noisy: [batch, 1],
  }
  return traceTrainingStep({
    inputs: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }])),
    variables,
    loss: inputs => detectorLoss(weights, inputs),
    optimizer: { kind: 'adam', weightDecay: settings.weightDecay },
    clipNorm: 1,
    average: true,
  })
}

function valuesOf(variables: ReadonlyMap<string, tf.Variable>): Map<string, Float32Tensor> {
  return new Map([...variables].map(([name, v]) => [name, { shape: v.shape, data: v.dataSync() as Float32Array }]))
}

/** Draws the feeds of a step: statistics and known damage of random samples. */
function drawBatch({ count, statistics, truth, logSigma }: SampleTable, random: Random): Feeds {
  const chosen = Array.from({ length: settings.batch }, () => random.integer(count))
  const rows = (values: Float32Array) => {
    const width = values.length / count
    const data = new Float32Array(chosen.length * width)
    for (const [i, row] of chosen.entries()) data.set(values.subarray(row * width, (row + 1) * width), i * width)
    return { shape: [chosen.length, width], data }
  }
  const seen = rows(statistics)
  const there = rows(truth)
  const level = rows(logSigma)
  return {
    statistics: seen,
    jitter: { ...seen, data: seen.data.map(() => random.normal(0, settings.jitter)) },
    truth: { ...there, data: there.data.map(zeroIfUnknown) },
    known: { ...there, data: there.data.map(isKnown) },
    logSigma: { ...level, data: level.data.map(zeroIfUnknown) },
    noisy: { ...level, data: level.data.map(isKnown) },
  }
}

const isKnown = (value: number) => (Number.isNaN(value) ? 0 : 1)
const zeroIfUnknown = (value: number) => (Number.isNaN(value) ? 0 : value)
