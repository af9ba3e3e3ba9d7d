import { conditions } from '@dfpir/detector'
import { biasSpec, convSpec, initialValues, linearSpecs, place, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** The picture is looked at in its size, and averaged over 2, 4 and 8 pixels. */
const levels = [1, 2, 4, 8] as const
/** Filters of each level; all but the last four begin without a response to flat colours. */
const filters = 16
const flatFilters = 4
/** Channels of the 3×3 convolutions with stride 2 that follow the first level's filters. */
const stages = [24, 40, 64] as const
/** Ramps of a pixel's colour whose means stand for its histogram. */
const ramps = 24
const hidden = 64
const statistics = ramps + 6 + 3 * (filters * levels.length + stages.reduce((sum, channels) => sum + channels, 0))

/** The network's weights: 78,000 numbers. */
export const weightSpecs: readonly WeightSpec[] = [
  ...convSpecs('colour', 1, 3, ramps),
  ...levels.flatMap((_, i) => convSpecs(`level${i}`, 3, 3, filters)),
  ...stages.flatMap((channels, i) => convSpecs(`stage${i}`, 3, stages[i - 1] ?? filters, channels)),
  { ...biasSpec(place('statistics'), 1, statistics), name: 'statistics/mean', initial: { constant: 0 } },
  { ...biasSpec(place('statistics'), 1, statistics), name: 'statistics/scale', initial: { constant: 1 } },
  ...linearSpecs(place('hidden'), statistics, hidden),
  ...linearSpecs(place('output'), hidden, conditions.length + 1),
]

/** A kernel, uniform with variance 2 / fan in as rectified outputs want it (He et al., ICCV 2015), and a bias. */
function convSpecs(name: string, size: number, inputs: number, outputs: number): WeightSpec[] {
  const fan = size * size * inputs
  return [
    { ...convSpec(place(name), size, inputs, outputs), initial: { uniform: Math.sqrt(6 / fan) } },
    biasSpec(place(name), fan, outputs),
  ]
}

/** The weights before training. */
export function createWeights(seed: number): Map<string, tf.Variable> {
  return new Map(
    weightSpecs.map(spec => {
      const values = tf.tensor(initialValues(spec, seed, 'detector'), [...spec.shape])
      return [spec.name, tf.variable(spec.name.startsWith('level') ? balanced(values) : values, true)]
    }),
  )
}

/** Kernels [3, 3, 3, filters] of which most sum to 0 over the places of each colour. */
function balanced(kernels: tf.Tensor): tf.Tensor {
  if (kernels.rank < 4) return kernels
  const isEdge = tf.tensor(Array.from({ length: filters }, (_, i) => (i < filters - flatFilters ? 1 : 0)))
  return tf.sub(kernels, tf.mul(tf.mean(kernels, [0, 1], true), isEdge))
}

/** A network's weights, by their names. */
export type Weights = ReadonlyMap<string, tf.Tensor>

/** What the network gives for each picture. */
export interface NetworkOutputs {
  readonly logits: tf.Tensor2D // [B, conditions]
  /** Natural logarithm of the noise's standard deviation, 0 … 255. */
  readonly logSigma: tf.Tensor2D // [B, 1]
}

/**
 * Tells what is wrong with pictures from crops of them: two linear maps judge by {@link statisticsOf} them, since what is
 * wrong is wrong everywhere.
 *
 * @param crops [B · K, size, size, 3] in [0, 1], the K crops of a picture one after the other
 */
export function detectorNetwork(weights: Weights, crops: tf.Tensor4D, pictures: number): NetworkOutputs {
  const weight = <T extends tf.Tensor>(name: string) => weights.get(name) as T
  const linear = (x: tf.Tensor, name: string) =>
    tf.add(tf.matMul(x as tf.Tensor2D, weight<tf.Tensor2D>(`${name}/kernel`)), weight(`${name}/bias`)) as tf.Tensor2D
  const found = statisticsOf(weights, crops, pictures)
  const standard = tf.mul(tf.sub(found, weight('statistics/mean')), weight('statistics/scale'))
  const judged = linear(tf.relu(linear(standard, 'hidden')), 'output')
  return {
    logits: tf.slice(judged, [0, 0], [pictures, conditions.length]),
    logSigma: tf.slice(judged, [0, conditions.length], [pictures, 1]),
  }
}

/**
 * What is counted in pictures, over all pixels of all crops: of 3×3 filters at four scales, and of convolutions on top of
 * the finest, the mean, the logarithm of the deviation, and by the mean of the rectified response whether it is spread or
 * sparse; the histogram of colours and their extremes.
 *
 * @returns [B, statistics]
 */
export function statisticsOf(weights: Weights, crops: tf.Tensor4D, pictures: number): tf.Tensor2D {
  const colours = tf.sub(crops, 0.5) as tf.Tensor4D
  const ramped = tf.relu(convolved(weights, 'colour', colours, 1)) as tf.Tensor4D
  const atLevels = levels.map((size, i) =>
    filtered(weights, `level${i}`, size === 1 ? colours : tf.avgPool(colours, size, size, 'valid'), { pictures }),
  )
  let { features } = atLevels[0]
  const atStages = stages.map((_, i) => {
    const stage = filtered(weights, `stage${i}`, features, { pictures, stride: 2 })
    features = stage.features
    return stage
  })
  const found = [...atLevels, ...atStages].flatMap(one => one.found)
  return tf.concat([tf.mean(pixelsOf(ramped, pictures), 1), ...extremes(colours, pictures), ...found], 1)
}

function convolved(weights: Weights, name: string, x: tf.Tensor4D, stride: number): tf.Tensor4D {
  const kernel = weights.get(`${name}/kernel`) as tf.Tensor4D
  return tf.add(tf.conv2d(x, kernel, stride, 'valid'), weights.get(`${name}/bias`)!)
}

interface Filtered {
  /** Rectified, after each channel of each picture was brought to mean 0 and deviation 1. */
  readonly features: tf.Tensor4D
  /** Mean, logarithm of the deviation, mean of the features: [B, C] each. */
  readonly found: readonly tf.Tensor2D[]
}

/** A convolution whose responses are normalised per picture, which leaves what they look like and not how strong they are. */
function filtered(
  weights: Weights,
  name: string,
  x: tf.Tensor4D,
  { pictures, stride = 1 }: { pictures: number; stride?: number },
): Filtered {
  const responses = tf.conv2d(x, weights.get(`${name}/kernel`) as tf.Tensor4D, stride, 'valid')
  const pixels = pixelsOf(responses, pictures)
  const mean = tf.mean(pixels, 1, true)
  const centred = tf.sub(pixels, mean)
  const variance = tf.add(tf.mean(tf.square(centred), 1, true), 1e-6)
  const active = tf.relu(tf.add(tf.mul(centred, tf.rsqrt(variance)), weights.get(`${name}/bias`)!))
  const flat = (moment: tf.Tensor) => tf.squeeze(moment, [1]) as tf.Tensor2D
  return {
    features: tf.reshape(active, responses.shape),
    found: [flat(mean), flat(tf.mul(0.5, tf.log(variance))), tf.mean(active, 1)],
  }
}

/** [B · K, H, W, C] → [B, K · H · W, C] */
function pixelsOf(features: tf.Tensor4D, pictures: number): tf.Tensor3D {
  return tf.reshape(features, [pictures, -1, features.shape[3]])
}

/** The brightest and the darkest of the means of 8×8 pixels, per colour. */
function extremes(colours: tf.Tensor4D, pictures: number): tf.Tensor2D[] {
  const blocks = pixelsOf(tf.avgPool(colours, 8, 8, 'valid'), pictures)
  return [tf.max(blocks, 1), tf.min(blocks, 1)]
}
