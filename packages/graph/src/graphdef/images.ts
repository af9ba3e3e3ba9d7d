import { shapeOf } from '../values.js'
import * as attr from './attr-value.js'
import type { EmitContext, GraphDefEmitters } from './emit.js'
import type { AttrValue } from './messages.js'

/** Operations that change the size of [B, H, W, C] features. */
export const images: GraphDefEmitters = {
  DepthToSpace: call =>
    call.write('DepthToSpace', call.inputs, { block_size: attr.int(call.attrs.number('blockSize')) }),
  ResizeBilinear: resize,
  ResizeNearestNeighbor: resize,
  ResizeBilinearGrad: call => call.write('ResizeBilinearGrad', call.inputs, sampling(call)),
  ResizeNearestNeighborGrad: call => {
    const size = call.writer.integers(shapeOf(call.node.inputs[1]).slice(1, 3))
    return call.write('ResizeNearestNeighborGrad', [call.inputs[0], size], sampling(call))
  },
}

function resize(call: EmitContext): string {
  const size = call.writer.integers(call.attrs.numbers('size'))
  return call.write(call.node.op, [call.inputs[0], size], sampling(call))
}

function sampling({ attrs }: EmitContext): Record<string, AttrValue> {
  return {
    align_corners: attr.bool(attrs.flag('alignCorners')),
    half_pixel_centers: attr.bool(attrs.flag('halfPixelCenters')),
  }
}
