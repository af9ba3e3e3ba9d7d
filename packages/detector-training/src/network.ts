import { conditions } from '@dfpir/detector'
import { biasSpec, convSpec, initialValues, linearSpecs, place, type WeightSpec } from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'

/** Channels and stride of the 3×3 convolutions, from the picture on. */
const stages = [
  { channels: 16, stride: 1 },
  { channels: 32, stride: 2 },
  { channels: 48, stride: 2 },
  { channels: 64, stride: 2 },
  { channels: 64, stride: 1 },
] as const

/** Ramps of a pixel's colour whose means stand for its histogram. */
const ramps = 24
const hidden = 64
const statistics = ramps + 2 * stages.reduce((sum, { channels }) => sum + channels, 0) + 6

/** The network's weights: 117,000 numbers. */
export const weightSpecs: readonly WeightSpec[] = [
  ...convSpecs('colour', 1, 3, ramps),
  ...stages.flatMap(({ channels }, i) => convSpecs(`stage${i}`, 3, i === 0 ? 3 : stages[i - 1].channels, channels)),
  ...linearSpecs(place('hidden'), statistics, hidden),
  ...linearSpecs(place('output'), hidden, conditions.length + 1),
]

/** A convolution's kernel, uniform with variance 2 / fan in as rectified outputs want it (He et al., ICCV 2015), and bias. */
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
      const values = initialValues(spec, seed, 'detector')
      return [spec.name, tf.variable(tf.tensor(values, [...spec.shape]), true)]
    }),
  )
}

/** What the network gives for each picture. */
export interface NetworkOutputs {
  readonly logits: tf.Tensor2D // [B, conditions]
  /** Natural logarithm of the noise's standard deviation, 0 … 255. */
  readonly logSigma: tf.Tensor2D // [B, 1]
}

/**
 * Tells what is wrong with pictures from crops of them. Convolutions see noise, streaks, edges and how sharp they are;
 * of every stage, the mean and the deviation over all pixels of all crops are kept, and with them the colours' histogram
 * and extremes. Two linear maps judge by these statistics: what is wrong is wrong everywhere.
 *
 * @param crops [B · K, size, size, 3] in [0, 1], the K crops of a picture one after the other
 */
export function detectorNetwork(
  weights: ReadonlyMap<string, tf.Tensor>,
  crops: tf.Tensor4D,
  pictures: number,
): NetworkOutputs {
  const weight = <T extends tf.Tensor>(name: string) => weights.get(name) as T
  const conv = (x: tf.Tensor4D, name: string, stride: number) =>
    tf.relu(tf.add(tf.conv2d(x, weight(`${name}/kernel`), stride, 'valid'), weight(`${name}/bias`))) as tf.Tensor4D
  const colours = tf.sub(crops, 0.5) as tf.Tensor4D
  const found: tf.Tensor2D[] = [meanOf(conv(colours, 'colour', 1), pictures), ...extremes(colours, pictures)]
  let features = colours
  for (const [i, { stride }] of stages.entries()) {
    features = conv(features, `stage${i}`, stride)
    found.push(...momentsOf(features, pictures))
  }
  const linear = (x: tf.Tensor2D, name: string) =>
    tf.add(tf.matMul(x, weight<tf.Tensor2D>(`${name}/kernel`)), weight(`${name}/bias`)) as tf.Tensor2D
  const judged = linear(tf.relu(linear(tf.concat(found, 1), 'hidden')), 'output')
  return {
    logits: tf.slice(judged, [0, 0], [pictures, conditions.length]),
    logSigma: tf.slice(judged, [0, conditions.length], [pictures, 1]),
  }
}

/** [B · K, H, W, C] → [B, K · H · W, C] */
function pixelsOf(features: tf.Tensor4D, pictures: number): tf.Tensor3D {
  return tf.reshape(features, [pictures, -1, features.shape[3]])
}

function meanOf(features: tf.Tensor4D, pictures: number): tf.Tensor2D {
  return tf.mean(pixelsOf(features, pictures), 1)
}

/** Mean and logarithm of the deviation of each channel: ratios of levels are what tells pictures apart. */
function momentsOf(features: tf.Tensor4D, pictures: number): tf.Tensor2D[] {
  const pixels = pixelsOf(features, pictures)
  const mean = tf.mean(pixels, 1, true)
  const variance = tf.mean(tf.square(tf.sub(pixels, mean)), 1) as tf.Tensor2D
  return [tf.squeeze(mean, [1]), tf.mul(0.5, tf.log(tf.add(variance, 1e-6)))]
}

/** The brightest and the darkest of the means of 8×8 pixels, per colour. */
function extremes(colours: tf.Tensor4D, pictures: number): tf.Tensor2D[] {
  const blocks = pixelsOf(tf.avgPool(colours, 8, 8, 'valid'), pictures)
  return [tf.max(blocks, 1), tf.min(blocks, 1)]
}
