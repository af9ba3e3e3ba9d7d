import * as tf from '@tensorflow/tfjs-core'
import { customGradient } from './custom-gradient.js'

const taps = 9

/** The inputs of {@link deformableConvolution}. */
export interface DeformableConvolutionInputs {
  /** Features [B, H, W, I]. */
  readonly x: tf.Tensor4D
  /** Displacements in pixels [B, H, W, 18]: down and right for each tap, taps row by row. */
  readonly offsets: tf.Tensor4D
  /** Factors of the taps [B, H, W, 9]. */
  readonly modulation: tf.Tensor4D
  /** [3, 3, I, O] */
  readonly kernel: tf.Tensor4D
}

/**
 * A modulated deformable 3×3 convolution (DCNv2; Zhu et al., CVPR 2019, equation 1) with stride 1 and without bias: tap t
 * at p reads the features bilinearly at p + pₜ + Δpₜ instead of p + pₜ, and multiplies them by mₜ:
 *
 *     y(p) = Σₜ kernelₜ · mₜ(p) · x(p + pₜ + Δpₜ(p))
 *
 * Pixels outside the features are 0. Positions are whole numbers plus a fraction, so they are exact in low precision too.
 *
 * @returns [B, H, W, O]
 */
export function deformableConvolution({ x, offsets, modulation, kernel }: DeformableConvolutionInputs): tf.Tensor4D {
  return customGradient([x, offsets, modulation, kernel], () => ({
    value: convolveSamples(x, offsets, modulation, kernel),
    saved: [x, offsets, modulation, kernel],
    gradient: sampleGradients,
  }))
}

function convolveSamples(x: tf.Tensor4D, offsets: tf.Tensor4D, modulation: tf.Tensor4D, kernel: tf.Tensor4D) {
  const [batch, height, width, inputs] = x.shape
  const outputs = kernel.shape[3]
  const corners = readCorners(x, samplingPoints(offsets))
  const modulated: tf.Tensor3D = tf.mul(corners.samples, column(modulation))
  const columns = tf.reshape<tf.Rank.R2>(modulated, [-1, taps * inputs])
  const kernels = tf.reshape<tf.Rank.R2>(kernel, [taps * inputs, outputs])
  return tf.reshape<tf.Rank.R4>(tf.matMul(columns, kernels), [batch, height, width, outputs])
}

/** Where the taps read, as positions in the rows of the padded features. */
interface SamplingPoints {
  /** Rows of the pixels above left, above right, below left and below right of each point, int32 [B · H · W, 9] each. */
  readonly pixels: readonly tf.Tensor2D[]
  /** Distance of each point from the pixels above, and from those on the left, in [0, 1): [B · H · W, 9, 1]. */
  readonly down: tf.Tensor3D
  readonly right: tf.Tensor3D
}

function samplingPoints(offsets: tf.Tensor4D): SamplingPoints {
  const [batch, height, width] = offsets.shape
  const pairs: tf.Tensor5D = tf.reshape(offsets, [batch, height, width, taps, 2])
  const [downward, rightward] = tf
    .split(pairs, 2, 4)
    .map(one => tf.reshape<tf.Rank.R4>(one, [batch, height, width, taps]))
  const [above, left] = [tf.floor(downward), tf.floor(rightward)]
  const [tapRows, tapColumns] = [tapPositions(tap => Math.floor(tap / 3)), tapPositions(tap => tap % 3)]
  const rows: tf.Tensor4D = tf.add(tf.add(countAlong(offsets, 1), tapRows), tf.cast(above, 'int32'))
  const columns: tf.Tensor4D = tf.add(tf.add(countAlong(offsets, 2), tapColumns), tf.cast(left, 'int32'))
  const pictures = tf.mul(countAlong(offsets, 0), integer(height + 2))
  const [upper, lower] = [rows, tf.add(rows, integer(1))].map(row =>
    tf.mul(tf.add(pictures, tf.clipByValue(row, 0, height + 1)), integer(width + 2)),
  )
  const sides = [columns, tf.add(columns, integer(1))].map(one => tf.clipByValue(one, 0, width + 1))
  return {
    pixels: [upper, lower].flatMap(row => sides.map(side => tf.reshape<tf.Rank.R2>(tf.add(row, side), [-1, taps]))),
    down: column(tf.sub(downward, above)),
    right: column(tf.sub(rightward, left)),
  }
}

/** The position of every tap along an axis as int32 [9]; the border of zeros makes the centre 1. */
function tapPositions(position: (tap: number) => number): tf.Tensor1D {
  return tf.tensor1d(
    Array.from({ length: taps }, (_, tap) => position(tap)),
    'int32',
  )
}

/**
 * Counts 0, 1, 2, … along one of the first three axes of a tensor: int32, with size 1 along the other axes. It is computed
 * from the tensor because a traced graph of any size cannot contain the numbers.
 */
function countAlong(x: tf.Tensor4D, axis: 0 | 1 | 2): tf.Tensor4D {
  const size = [1, 1, 1, 1]
  size[axis] = x.shape[axis]
  const ones = tf.sign(tf.add(tf.abs(tf.slice(x, [0, 0, 0, 0], size)), 1))
  return tf.cumsum(tf.cast(ones, 'int32'), axis, true)
}

interface Corners {
  /** The features at the four pixels around each point, [B · H · W, 9, I] each. */
  readonly values: readonly tf.Tensor3D[]
  /** The features at each point [B · H · W, 9, I]. */
  readonly samples: tf.Tensor3D
}

function readCorners(x: tf.Tensor4D, { pixels, down, right }: SamplingPoints): Corners {
  const channels = x.shape[3]
  const padded = tf.pad(x, [
    [0, 0],
    [1, 1],
    [1, 1],
    [0, 0],
  ])
  const rows = tf.reshape<tf.Rank.R2>(padded, [-1, channels])
  const values = pixels.map(one => tf.gather(rows, one) as tf.Tensor as tf.Tensor3D)
  const [aboveLeft, aboveRight, belowLeft, belowRight] = values
  const above = blend(aboveLeft, aboveRight, right)
  return { values, samples: blend(above, blend(belowLeft, belowRight, right), down) }
}

/** a + (b − a) · share */
function blend(a: tf.Tensor3D, b: tf.Tensor3D, share: tf.Tensor3D): tf.Tensor3D {
  return tf.add(a, tf.mul(tf.sub(b, a), share))
}

/** The derivatives by features, offsets, modulation and kernel. */
function sampleGradients(dy: tf.Tensor4D, saved: readonly tf.Tensor[]): tf.Tensor[] {
  const [x, offsets, modulation, kernel] = saved as tf.Tensor4D[]
  const [inputs, outputs] = [x.shape[3], kernel.shape[3]]
  const points = samplingPoints(offsets)
  const { values, samples } = readCorners(x, points)
  const factors = column(modulation)
  const rows = tf.reshape<tf.Rank.R2>(dy, [-1, outputs])
  const columns = tf.reshape<tf.Rank.R2>(tf.mul(samples, factors), [-1, taps * inputs])
  const kernels = tf.reshape<tf.Rank.R2>(kernel, [taps * inputs, outputs])
  const dModulated: tf.Tensor3D = tf.reshape(tf.matMul(rows, kernels, false, true), [-1, taps, inputs])
  const dSamples: tf.Tensor3D = tf.mul(dModulated, factors)
  return [
    featureGradient(dSamples, points, x),
    tf.reshape(offsetGradient(dSamples, points, values), offsets.shape),
    tf.reshape(tf.sum(tf.mul(dModulated, samples), 2), modulation.shape),
    tf.reshape(tf.matMul(columns, rows, true, false), kernel.shape),
  ]
}

/** Adds each point's share of the derivative to the four pixels around it. */
function featureGradient(dSamples: tf.Tensor3D, { pixels, down, right }: SamplingPoints, x: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape
  const [dAbove, dBelow] = share(dSamples, down)
  const parts = [...share(dAbove, right), ...share(dBelow, right)]
  const rows: [number, number] = [batch * (height + 2) * (width + 2), channels]
  const sums = parts.map((part, corner) => {
    const places = tf.reshape(pixels[corner], [-1, 1])
    return tf.scatterND(places, tf.reshape(part, [-1, channels]), rows) // adds what has the same place
  })
  const padded: tf.Tensor4D = tf.reshape(tf.addN(sums), [batch, height + 2, width + 2, channels])
  return tf.slice(padded, [0, 1, 1, 0], [batch, height, width, channels])
}

/** Divides a derivative between the pixels at the distances d and 1 − d. */
function share(dy: tf.Tensor3D, distance: tf.Tensor3D): [tf.Tensor3D, tf.Tensor3D] {
  const far: tf.Tensor3D = tf.mul(dy, distance)
  return [tf.sub(dy, far), far]
}

/** [B · H · W, 9, 2]: down and right. */
function offsetGradient(dSamples: tf.Tensor3D, { down, right }: SamplingPoints, values: readonly tf.Tensor3D[]) {
  const [aboveLeft, aboveRight, belowLeft, belowRight] = values
  const slope = (before: tf.Tensor3D, after: tf.Tensor3D) => tf.sum(tf.mul(dSamples, tf.sub(after, before)), 2, true)
  const downward = slope(blend(aboveLeft, aboveRight, right), blend(belowLeft, belowRight, right))
  const rightward = slope(blend(aboveLeft, belowLeft, down), blend(aboveRight, belowRight, down))
  return tf.concat([downward, rightward], 2)
}

/** [B, H, W, 9] → [B · H · W, 9, 1] */
function column(x: tf.Tensor): tf.Tensor3D {
  return tf.reshape(x, [-1, taps, 1])
}

function integer(value: number): tf.Scalar {
  return tf.scalar(value, 'int32')
}
