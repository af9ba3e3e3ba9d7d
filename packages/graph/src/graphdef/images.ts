import type { ImageAttributes, Sampling } from '../operations/attributes.js'
import { shapeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import type { AttrValue } from './messages.js'

/** Operations that change the size of [B, H, W, C] features. */
export const images: GraphDefEmitters<keyof ImageAttributes> = {
  DepthToSpace: call => call.write('DepthToSpace', call.inputs, { block_size: attr.int(call.attrs.blockSize) }),
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
  ResizeBilinearGrad: call => call.write('ResizeBilinearGrad', call.inputs, sampling(call)),
  ResizeNearestNeighborGrad: call => {
    const size = call.writer.integers(shapeOf(call.node.inputs[1]).slice(1, 3))
    return call.write('ResizeNearestNeighborGrad', [call.inputs[0], size], sampling(call))
  },
}

function resize(call: EmitContext<'ResizeBilinear' | 'ResizeNearestNeighbor'>): string {
  const size = call.writer.integers(call.attrs.size)
  return call.write(call.node.op, [call.inputs[0], size], sampling(call))
}

function sampling({ attrs }: { attrs: Sampling }): Record<string, AttrValue> {
  return {
    align_corners: attr.bool(attrs.alignCorners),
    half_pixel_centers: attr.bool(attrs.halfPixelCenters),
  }
}
