import { UsageError } from '@dfpir/core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, typeOf } from '../values.js'
import { shape4D } from './windows.js'

/** Kernels that change the size of [B, H, W, C] features. */
export const images: KernelTable = {
  DepthToSpace: depthToSpace,
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
}

/** Channels to blocks of pixels; channel (row · block + column) · C + c goes to channel c (TensorFlow's order). */
function depthToSpace(call: KernelCall): GraphValue {
  const x = call.input('x')
  const block = call.attrs.number('blockSize')
  const [batch, height, width, channels] = shape4D(shapeOf(x))
  if (call.attrs.text('dataFormat', 'NHWC') !== 'NHWC' || channels % (block * block) !== 0) {
    throw new UsageError(`${call.name}: channels must come last and divide by ${block * block}, not [${shapeOf(x)}]`)
  }
  const shape = [batch, height * block, width * block, channels / (block * block)]
  return call.record('DepthToSpace', [x], { blockSize: block }, { shape, dtype: typeOf(x).dtype })
}

function resize(call: KernelCall): GraphValue {
  const x = call.input('images')
  const size = call.attrs.pair('size')
  const [batch, , , channels] = shape4D(shapeOf(x))
  const flags = {
    alignCorners: call.attrs.flag('alignCorners'),
    halfPixelCenters: call.attrs.flag('halfPixelCenters'),
  }
  return call.record(call.name, [x], { size, ...flags }, { shape: [batch, ...size, channels], dtype: 'float32' })
}
