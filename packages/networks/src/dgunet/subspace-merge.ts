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

/**
 * Projects every channel of features onto the span of maps: P b with P = V (VᵀV)⁻¹ Vᵀ. With c = (VᵀV)⁻¹ Vᵀ b and
 * d = (VᵀV)⁻¹ Vᵀ dy, the derivatives are
 *
 *     db = P dy = V d,  dV = (dy − V d) cᵀ + (b − V c) dᵀ
 *
 * These differences are small; the derivative that follows from the inverse matrix would lose them in rounding.
 *
 * @param features b [B, H, W, C]
 * @param maps V [B, H, W, N]
 */
export function project(features: tf.Tensor4D, maps: tf.Tensor4D): tf.Tensor4D {
  const rows = (x: tf.Tensor): tf.Tensor3D => tf.reshape(x, [x.shape[0], -1, x.shape[3] as number])
  return customGradient([features, maps], () => {
    const [b, v] = [rows(features), rows(maps)]
    const c = coefficients(v, b)
    return {
      value: tf.reshape<tf.Rank.R4>(tf.matMul(v, c), features.shape),
      saved: [b, v, c],
      gradient: (dy, saved) => {
        const [b, v, c] = saved as tf.Tensor3D[]
        const dx = rows(dy)
        const d = coefficients(v, dx)
        const db = tf.matMul(v, d)
        const [missed, left] = [tf.sub<tf.Tensor3D>(dx, db), tf.sub<tf.Tensor3D>(b, tf.matMul(v, c))]
        const dv = tf.add(tf.matMul(missed, c, false, true), tf.matMul(left, d, false, true))
        return [tf.reshape(db, features.shape), tf.reshape(dv, maps.shape)]
      },
    }
  })
}

/** (VᵀV)⁻¹ Vᵀ x for V [B, P, N] and x [B, P, C]: [B, N, C]. */
function coefficients(v: tf.Tensor3D, x: tf.Tensor3D): tf.Tensor3D {
  return solve(tf.matMul(v, v, true, false), tf.matMul(v, x, true, false))
}

/**
 * Solves G c = r by Gauss–Jordan elimination without exchanges of rows, for symmetric positive definite G [B, N, N], whose
 * pivots are positive, and r [B, N, C].
 */
function solve(g: tf.Tensor3D, r: tf.Tensor3D): tf.Tensor3D {
  const [batch, size, columns] = r.shape
  let rows = tf.concat([g, r], 2)
  for (let index = 0; index < size; index++) {
    const unit = tf.tensor3d(
      Array.from({ length: size }, (_, row) => (row === index ? 1 : 0)),
      [1, size, 1],
    )
    const pivot = tf.slice(rows, [0, index, index], [batch, 1, 1])
    const row = tf.div<tf.Tensor3D>(tf.slice(rows, [0, index, 0], [batch, 1, size + columns]), pivot)
    const column = tf.slice(rows, [0, 0, index], [batch, size, 1])
    rows = tf.sub(rows, tf.mul(tf.sub(column, unit), row))
  }
  return tf.slice(rows, [0, 0, size], [batch, size, columns])
}
