import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { Sampling } from '../operations/attributes.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf, typeOf } from '../values.js'
import { shape4D } from './windows.js'

/** Kernels that change the size of [B, H, W, C] features, or mirror them. */
export const images = {
  DepthToSpace: depthToSpace,
  ResizeBilinear: call => resize(call, 'ResizeBilinear'),
  ResizeNearestNeighbor: call => resize(call, 'ResizeNearestNeighbor'),
  ResizeBilinearGrad: call => resizeGradient(call, 'ResizeBilinearGrad'),
  ResizeNearestNeighborGrad: call => resizeGradient(call, 'ResizeNearestNeighborGrad'),
  FlipLeftRight: call => call.run('Reverse', { x: call.input('image') }, { dims: [2] }),
  BatchToSpaceND: batchToSpace,
  SpaceToBatchND: spaceToBatch,
} satisfies KernelTable

/** Moves channels to blocks of pixels: channel (row · block + column) · C + c becomes channel c (TensorFlow's order). */
function depthToSpace(call: KernelCall): GraphValue {
  const x = call.input('x')
  const block = call.attrs.number('blockSize')
  const [batch, height, width, channels] = shape4D(shapeOf(x))
  if (call.attrs.text('dataFormat', 'NHWC') !== 'NHWC' || channels % (block * block) !== 0) {
    throw new UsageError(
      `${call.name}: channels must be the last axis and a multiple of ${block * block}, got [${shapeOf(x)}]`,
    )
  }
  const shape = [batch, height * block, width * block, channels / (block * block)]
  return call.record('DepthToSpace', [x], { blockSize: block }, { shape, dtype: typeOf(x).dtype })
}

function resize(call: KernelCall, op: 'ResizeBilinear' | 'ResizeNearestNeighbor'): GraphValue {
  const x = call.input('images')
  const size = call.attrs.pair('size')
  const [batch, , , channels] = shape4D(shapeOf(x))
  const shape = [batch, ...size, channels]
  return call.record(op, [x], { size, ...sampling(call) }, { shape, dtype: 'float32' })
}

function resizeGradient(call: KernelCall, op: 'ResizeBilinearGrad' | 'ResizeNearestNeighborGrad'): GraphValue {
  const [dy, x] = [call.input('dy'), call.input('images')]
  return call.record(op, [dy, x], sampling(call), typeOf(x))
}

function sampling({ attrs }: KernelCall): Sampling {
  return { alignCorners: attrs.flag('alignCorners'), halfPixelCenters: attrs.flag('halfPixelCenters') }
}

/** Moves blocks of the batch to blocks of positions: a reshape, a transposition, a reshape and a crop. */
function batchToSpace(call: KernelCall): GraphValue {
  const x = call.input('x')
  const shape = [...shapeOf(x)]
  const [block, crops] = [call.attrs.numbers('blockShape'), call.attrs.pairs('crops')]
  const { getReshaped, getPermuted, getReshapedPermuted, getSliceBeginCoords, getSliceSize } = tf.backend_util
  const split = getReshaped(shape, block, sizeOf(block))
  const joined = getReshapedPermuted(shape, block, sizeOf(block))
  const begin = getSliceBeginCoords(crops, block.length)
  const moved = rearrange(call, x, split, getPermuted(split.length, block.length), joined)
  return call.run('Slice', { x: moved }, { begin, size: getSliceSize(joined, crops, block.length) })
}

/** The inverse of {@link batchToSpace}, with padding instead of the crop. */
function spaceToBatch(call: KernelCall): GraphValue {
  const [block, pairs] = [call.attrs.numbers('blockShape'), call.attrs.pairs('paddings')]
  const { getReshaped, getPermuted, getReshapedPermuted } = tf.backend_util
  const rest = shapeOf(call.input('x')).slice(1 + block.length)
  const paddings = [[0, 0], ...pairs, ...rest.map(() => [0, 0])]
  const x = call.run('PadV2', { x: call.input('x') }, { paddings, constantValue: 0 })
  const shape = [...shapeOf(x)]
  const split = getReshaped(shape, block, sizeOf(block), false)
  const joined = getReshapedPermuted(shape, block, sizeOf(block), false)
  return rearrange(call, x, split, getPermuted(split.length, block.length, false), joined)
}

function rearrange(call: KernelCall, x: GraphValue, split: number[], perm: number[], joined: number[]): GraphValue {
  const parts = call.run('Reshape', { x }, { shape: split })
  return call.run('Reshape', { x: call.run('Transpose', { x: parts }, { perm }) }, { shape: joined })
}
