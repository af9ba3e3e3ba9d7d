import { type Float32Tensor, Random } from '@dfpir/core'
import { conditions } from '@dfpir/detector'
import { type Graph, traceTrainingStep } from '@dfpir/graph'
import { loadTensorflow } from '@dfpir/tensorflow'
import { averagedWeights, CompiledStep, defaultAdam, type Feeds, learningRate, useCpuBackend } from '@dfpir/trainer'
import type * as tf from '@tensorflow/tfjs-core'
import { createWeights } from './network.js'
import { SamplePool } from './sample-pool.js'
import { SampleStream } from './sample-stream.js'
import { grid, settings } from './settings.js'
import { standardise } from './standardise.js'
import { detectorLoss } from './training-loss.js'
import type { TrainingSample } from './training-sample.js'

export interface TrainDetectorOptions {
  /** The photographs to learn from. */
  paths: readonly string[]
  threads?: number
  /** Told the mean loss since it was told last. */
  onProgress?: (step: number, loss: number) => void
}

/** How many pictures the statistics' first mean and scale are taken from. */
const firstSamples = 160

/** How often progress is told, in steps. */
const tellEvery = 20

/** Trains the network as {@link settings} say; gives its weights by name. */
export async function trainDetector({
  paths,
  threads,
  onProgress,
}: TrainDetectorOptions): Promise<ReadonlyMap<string, Float32Tensor>> {
  await useCpuBackend()
  const { seed, steps, averageDecay: ema } = settings
  const weights = createWeights(seed)
  const tensorflow = await loadTensorflow()
  const stream = new SampleStream(paths)
  const pool = new SamplePool(stream, Random.derive(seed, 'pool'))
  await standardise(weights, tensorflow, feedsOf(await pool.begin(firstSamples)).crops, firstSamples)
  const step = CompiledStep.compile(tensorflow, traceStep(weights), { threads, ema, adam })
  await step.assign(new Map([...weights].map(([name, variable]) => [name, toValue(variable)])))
  let sum = 0
  for (let number = 1; number <= steps; number++) {
    sum += (await step.run(number, rate(number - 1), [feedsOf(await pool.batch())])).loss
    if (number % tellEvery > 0) continue
    onProgress?.(number, sum / tellEvery)
    sum = 0
  }
  await stream.close()
  return averagedWeights(await step.read())
}

const adam = { ...defaultAdam, weightDecay: settings.weightDecay }

function rate(step: number): number {
  const { steps, learningRate: base, warmup } = settings
  return learningRate(step, steps, base, { schedule: 'cosine', warmup, minLearningRate: base / 100 })
}

function traceStep(variables: ReadonlyMap<string, tf.Variable>): Graph {
  const { batch, crops } = settings
  return traceTrainingStep({
    inputs: {
      crops: { shape: [batch * crops ** 2, grid.size, grid.size, 3] },
      target: { shape: [batch, conditions.length] },
      logSigma: { shape: [batch, 1] },
      noisy: { shape: [batch, 1] },
    },
    variables,
    loss: inputs => detectorLoss(variables, inputs),
    adam,
    clipNorm: 1,
    average: true,
  })
}

function toValue(variable: tf.Variable): Float32Tensor {
  return { shape: variable.shape, data: variable.dataSync() as Float32Array }
}

/** What a step is fed for these pictures. */
function feedsOf(samples: readonly TrainingSample[]): Feeds {
  const batch = samples.length
  const crops = new Float32Array(samples.reduce((sum, sample) => sum + sample.crops.length, 0))
  const target = new Float32Array(batch * conditions.length)
  const logSigma = new Float32Array(batch)
  const noisy = new Float32Array(batch)
  for (const [i, sample] of samples.entries()) {
    crops.set(
      Float32Array.from(sample.crops, value => value / 255),
      i * sample.crops.length,
    )
    target[i * conditions.length + sample.condition] = 1
    if (sample.sigma === undefined) continue
    logSigma[i] = Math.log(sample.sigma)
    noisy[i] = 1
  }
  return {
    crops: { shape: [batch * settings.crops ** 2, grid.size, grid.size, 3], data: crops },
    target: { shape: [batch, conditions.length], data: target },
    logSigma: { shape: [batch, 1], data: logSigma },
    noisy: { shape: [batch, 1], data: noisy },
  }
}
