import {
  channelsOf,
  convolve,
  customGradient,
  place,
  type ReadWeight,
  toShapes,
  WeightedLayer,
  type WeightSpec,
} from '@dfpir/layers'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { convolutionSpecs } from '../nafnet/biased-convolution.js'

/** Dimension of the subspace. */
const dimension = 16

/**
 * DGUNet's merge of features x with those of the previous stage, the bridge b: 16 maps V, which follow from both, span a
 * subspace of all maps, and b is projected onto it:
 *
 *     V = conv₃ₓ₃([x, b]), each map divided by the sum of its absolute values
 *     y = x + conv₃ₓ₃([x, V (VᵀV)⁻¹ Vᵀ b])
 *
 * Its inputs are features x and b [B, H, W, C], its output is features [B, H, W, C].
 */
export class SubspaceMerge extends WeightedLayer {
  static readonly className = 'DfpirSubspaceMerge'
  override readonly isBlock = true

  weightSpecs([features]: readonly tfl.Shape[]): WeightSpec[] {
    const channels = channelsOf(features, this.name)
    return [
      ...convolutionSpecs(place('subnet'), 3, 2 * channels, dimension),
      ...convolutionSpecs(place('conv_block'), 3, 2 * channels, channels),
    ]
  }

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    return toShapes(inputShape)[0]
  }

  protected compute([x, bridge]: readonly tf.Tensor4D[], weight: ReadWeight): tf.Tensor4D {
    const convolution = (name: string, features: tf.Tensor4D): tf.Tensor4D =>
      tf.add(convolve(features, weight(`${name}/kernel`)), weight(`${name}/bias`))
    const maps = convolution('subnet', tf.concat([x, bridge], 3))
    const sums = tf.add(tf.sum(tf.abs(maps), [1, 2], true), 1e-6)
    const projected = project(bridge, tf.div(maps, sums))
    return tf.add(x, convolution('conv_block', tf.concat([x, projected], 3)))
  }
}

tf.serialization.registerClass(SubspaceMerge)

/** Projects every channel of features [B, H, W, C] onto the span of maps [B, H, W, dimension]. */
function project(features: tf.Tensor4D, maps: tf.Tensor4D): tf.Tensor4D {
  const [batch, height, width, channels] = features.shape
  const basis = tf.reshape<tf.Rank.R3>(maps, [batch, height * width, dimension])
  const values = tf.reshape<tf.Rank.R3>(features, [batch, height * width, channels])
  const inverse = invert(tf.matMul(basis, basis, true, false))
  const coefficients = tf.matMul(inverse, tf.matMul(basis, values, true, false))
  return tf.reshape(tf.matMul(basis, coefficients), features.shape)
}

/** Inverts symmetric positive definite matrices [B, N, N]. dP = −P dG P for P = G⁻¹. */
export function invert(matrices: tf.Tensor3D): tf.Tensor3D {
  return customGradient([matrices], () => {
    const value = eliminate(matrices)
    return {
      value,
      saved: [value],
      gradient: (dy, [inverse]) => {
        const left = tf.matMul(inverse as tf.Tensor3D, dy, true, false)
        return [tf.neg(tf.matMul(left, inverse as tf.Tensor3D, false, true))]
      },
    }
  })
}

/** Gauss–Jordan elimination of [G | I] to [I | G⁻¹], without exchanges of rows: pivots of such matrices are positive. */
function eliminate(matrices: tf.Tensor3D): tf.Tensor3D {
  const [batch, size] = matrices.shape
  const identity = tf.tile(tf.expandDims(tf.eye(size), 0), [batch, 1, 1])
  let rows = tf.concat([matrices, identity as tf.Tensor3D], 2) // [B, N, 2N]
  for (let index = 0; index < size; index++) {
    const unit = tf.tensor3d(
      Array.from({ length: size }, (_, row) => (row === index ? 1 : 0)),
      [1, size, 1],
    )
    const pivot = tf.slice(rows, [0, index, index], [batch, 1, 1])
    const row = tf.div<tf.Tensor3D>(tf.slice(rows, [0, index, 0], [batch, 1, 2 * size]), pivot)
    const column = tf.slice(rows, [0, 0, index], [batch, size, 1])
    rows = tf.sub(rows, tf.mul(tf.sub(column, unit), row))
  }
  return tf.slice(rows, [0, 0, size], [batch, size, size])
}
