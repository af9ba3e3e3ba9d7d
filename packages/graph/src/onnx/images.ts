import type { GraphNode } from '../ir.js'
import type { EmitNode, Emitter } from './emitter.js'
import { attributesOf } from './node-attributes.js'
import { stored, type Value } from './value.js'
import { imageOrder } from './window.js'

/** TensorFlow's channel order is the DCR mode: row, column, channel. */
const depthToSpace: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const place = { ...node.outputs[0], order: imageOrder }
  const attributes = { blocksize: attributesOf(node).number('blockSize'), mode: 'DCR' }
  return [emitter.emit('DepthToSpace', [emitter.hold(x, imageOrder)], place, attributes)]
}

/** Which coordinate of the image a pixel of the result is read at. */
function coordinates(node: GraphNode): string {
  const attributes = attributesOf(node)
  if (attributes.flag('alignCorners')) return 'align_corners'
  return attributes.flag('halfPixelCenters') ? 'half_pixel' : 'asymmetric'
}

const resizeBilinear: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const sizes = emitter.builder.integers(imageOrder.map(axis => shape[axis]))
  const attributes = { mode: 'linear', coordinate_transformation_mode: coordinates(node) }
  const place = { ...node.outputs[0], order: imageOrder }
  return [emitter.emit('Resize', [emitter.hold(x, imageOrder), '', '', sizes], place, attributes)]
}

/** The row (or column) that each row of the result repeats. */
function nearestRows(node: GraphNode, length: number, target: number): Int32Array {
  const attributes = attributesOf(node)
  const align = attributes.flag('alignCorners')
  const scale = align && target > 1 ? (length - 1) / (target - 1) : length / target
  const centre = attributes.flag('halfPixelCenters') ? 0.5 : 0
  const round = align ? Math.round : Math.floor
  return Int32Array.from({ length: target }, (_, row) => Math.min(length - 1, round((row + centre) * scale)))
}

/** Rows, then columns, are gathered: engines that compute their positions in float32 miss some by one. */
const resizeNearest: EmitNode = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const rows = repeat(emitter, x, 1, nearestRows(node, x.shape[1], shape[1]))
  return [repeat(emitter, rows, 2, nearestRows(node, x.shape[2], shape[2]))]
}

function repeat(emitter: Emitter, x: Value, axis: number, indices: Int32Array): Value {
  const list = emitter.builder.constant(indices, [indices.length], 'int32')
  const name = emitter.builder.op('Gather', [emitter.hold(x, x.order), list], { axis: x.order.indexOf(axis) })
  return stored(name, x.shape.with(axis, indices.length), x.dtype, x.order)
}

/** Kernels that change the size of images. */
export const images: ReadonlyMap<string, EmitNode> = new Map([
  ['DepthToSpace', depthToSpace],
  ['ResizeBilinear', resizeBilinear],
  ['ResizeNearestNeighbor', resizeNearest],
])
