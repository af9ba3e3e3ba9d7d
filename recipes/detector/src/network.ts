import { damages } from '@dfpir/detector'
import { biasSpec, initialValues, linearSpecs, place, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** Number of units of the two hidden layers. */
const hidden = [64, 32] as const

/** Describes the network's weights for a number of statistics. */
export function weightSpecs(statistics: number): WeightSpec[] {
  return [
    { ...biasSpec(place('statistics'), 1, statistics), name: 'statistics/mean', initial: { constant: 0 } },
    { ...biasSpec(place('statistics'), 1, statistics), name: 'statistics/scale', initial: { constant: 1 } },
    ...linearSpecs(place('hidden0'), statistics, hidden[0]),
    ...linearSpecs(place('hidden1'), hidden[0], hidden[1]),
    ...linearSpecs(place('output'), hidden[1], damages.length + 1),
    ...linearSpecs(place('direct'), statistics, damages.length + 1),
  ]
}

/** Creates the initial weights. */
export function createWeights(seed: number, statistics: number): Map<string, tf.Variable> {
  return new Map(
    weightSpecs(statistics).map(spec => {
      const values = tf.tensor(initialValues(spec, seed, 'detector'), [...spec.shape])
      return [spec.name, tf.variable(values, !spec.name.startsWith('statistics'), spec.name)]
    }),
  )
}

/** A network's weights by name. */
export type Weights = ReadonlyMap<string, tf.Tensor>

/** The network's outputs for each picture. */
export interface NetworkOutputs {
  /** Log-odds of each damage. */
  readonly logits: tf.Tensor2D // [B, damages]
  /** Natural logarithm of the noise's standard deviation, on the scale 0 to 255. */
  readonly logSigma: tf.Tensor2D // [B, 1]
}

/**
 * Classifies pictures by their standardised statistics, with a linear map in parallel with two hidden layers.
 *
 * @param statistics [B, S]
 * @param jitter added to the standardised statistics: [B, S]
 */
export function detectorNetwork(weights: Weights, statistics: tf.Tensor2D, jitter?: tf.Tensor): NetworkOutputs {
  const weight = <T extends tf.Tensor>(name: string) => weights.get(name) as T
  const linear = (x: tf.Tensor, name: string) =>
    tf.add(tf.matMul(x as tf.Tensor2D, weight<tf.Tensor2D>(`${name}/kernel`)), weight(`${name}/bias`)) as tf.Tensor2D
  const standard = tf.mul(tf.sub(statistics, weight('statistics/mean')), weight('statistics/scale'))
  const bounded = tf.minimum(tf.maximum(standard, -bound), bound)
  const seen = jitter ? tf.add(bounded, jitter) : bounded
  const weighed = linear(tf.relu(linear(tf.relu(linear(seen, 'hidden0')), 'hidden1')), 'output')
  const judged = tf.add(weighed, linear(seen, 'direct')) as tf.Tensor2D
  const [pictures] = statistics.shape
  return {
    logits: tf.slice(judged, [0, 0], [pictures, damages.length]),
    logSigma: tf.add(tf.slice(judged, [0, damages.length], [pictures, 1]), usualLogSigma),
  }
}

/** Offset of the noise level, since weight decay pulls learned values to 0. */
const usualLogSigma = Math.log(14)

/** Bound on the magnitude of standardised statistics, so that a single one cannot decide about an unusual picture. */
const bound = 4
