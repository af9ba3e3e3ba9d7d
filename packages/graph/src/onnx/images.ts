import type { ImageAttributes, Sampling } from '../operations/attributes.js'
import { imageOrder } from './axis-order.js'
import type { EmitNode, EmitNodes } from './emitter.js'
import { takeRows } from './selection.js'
import { type ConstantValue, stored } from './value.js'

/** TensorFlow's channel order is the DCR mode: row, column, channel. */
const depthToSpace: EmitNode<'DepthToSpace'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const place = { ...node.outputs[0], order: imageOrder }
  const attributes = { blocksize: node.attrs.blockSize, mode: 'DCR' }
  return [emitter.emit('DepthToSpace', [emitter.hold(x, imageOrder)], place, attributes)]
}

interface SampledNode {
  readonly attrs: Sampling
}

/** Returns the image coordinate at which a pixel of the result is read. */
function coordinates({ attrs }: SampledNode): string {
  if (attrs.alignCorners) return 'align_corners'
  return attrs.halfPixelCenters ? 'half_pixel' : 'asymmetric'
}

const resizeBilinear: EmitNode<'ResizeBilinear'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const [{ shape }] = node.outputs
  const sizes = emitter.builder.integers(imageOrder.map(axis => shape[axis]))
  const attributes = { mode: 'linear', coordinate_transformation_mode: coordinates(node) }
  const place = { ...node.outputs[0], order: imageOrder }
  return [emitter.emit('Resize', [emitter.hold(x, imageOrder), '', '', sizes], place, attributes)]
}

/** Returns the distance, in `length` rows, of rows that become neighbours in `target` rows. */
function scaleOf(node: SampledNode, length: number, target: number): number {
  const align = node.attrs.alignCorners && target > 1
  return align ? (length - 1) / (target - 1) : length / target
}

/** Returns the row that each of `target` rows repeats. */
function nearestRows(node: SampledNode, length: number, target: number): number[] {
  const scale = scaleOf(node, length, target)
  const centre = node.attrs.halfPixelCenters ? 0.5 : 0
  const round = node.attrs.alignCorners ? Math.round : Math.floor
  return Array.from({ length: target }, (_, row) => Math.min(length - 1, round((row + centre) * scale)))
}

/**
 * Repeats pixels if an image is enlarged by whole factors, which does not depend on its size. Otherwise gathers rows, then
 * columns, since engines that compute their positions in float32 miss some by one.
 */
const resizeNearest: EmitNode<'ResizeNearestNeighbor'> = (node, emitter) => {
  const [x] = emitter.inputs(node)
  const [{ shape, dtype }] = node.outputs
  const [batch, height, width, channels] = x.shape
  const [tall, wide] = [shape[1] / height, shape[2] / width]
  if (!node.attrs.alignCorners && Number.isInteger(tall) && Number.isInteger(wide)) {
    const { builder } = emitter
    const apart = builder.integers([batch, height, 1, width, 1, channels])
    const pixels = builder.op('Reshape', [emitter.hold(x, [0, 1, 2, 3]), apart])
    const repeated = builder.op('Tile', [pixels, builder.integers([1, 1, tall, 1, wide, 1])])
    return [stored(builder.op('Reshape', [repeated, builder.integers(shape)]), shape, dtype, [0, 1, 2, 3])]
  }
  const rows = takeRows(emitter, x, 1, nearestRows(node, x.shape[1], shape[1]))
  return [takeRows(emitter, rows, 2, nearestRows(node, x.shape[2], shape[2]))]
}

/** Computes the weight of each of `length` rows in each of `target` rows: [target, length]. */
type Shares = (node: SampledNode, length: number, target: number) => ConstantValue

function matrix(rows: number, columns: number, fill: (values: Float32Array) => void): ConstantValue {
  const values = new Float32Array(rows * columns)
  fill(values)
  return { values, shape: [rows, columns], dtype: 'float32', order: [0, 1] }
}

const nearestShares: Shares = (node, length, target) =>
  matrix(target, length, values => {
    for (const [row, source] of nearestRows(node, length, target).entries()) values[row * length + source] = 1
  })

const bilinearShares: Shares = (node, length, target) =>
  matrix(target, length, values => {
    const scale = scaleOf(node, length, target)
    const half = node.attrs.halfPixelCenters
    for (let row = 0; row < target; row++) {
      const place = half ? (row + 0.5) * scale - 0.5 : row * scale
      const above = Math.max(0, Math.floor(place))
      const below = Math.min(length - 1, Math.ceil(place))
      values[row * length + above] += 1 - (place - above)
      values[row * length + below] += place - above
    }
  })

/** Resizing multiplies by a matrix from the left and from the right; its derivative by their transposes. */
const resizeGradient =
  (shares: Shares): EmitNode<'ResizeBilinearGrad' | 'ResizeNearestNeighborGrad'> =>
  (node, emitter) => {
    const [dy] = emitter.inputs(node)
    const [{ shape, dtype }] = node.outputs
    const rows = shares(node, shape[1], dy.shape[1])
    const columns = shares(node, shape[2], dy.shape[2])
    const narrow = emitter.builder.op('MatMul', [emitter.hold(dy, imageOrder), emitter.hold(columns, [0, 1])])
    const name = emitter.builder.op('MatMul', [emitter.hold(rows, [1, 0]), narrow])
    return [stored(name, shape, dtype, imageOrder)]
  }

/** Kernels that change the size of images. */
export const images: EmitNodes<keyof ImageAttributes> = {
  DepthToSpace: depthToSpace,
  ResizeBilinear: resizeBilinear,
  ResizeNearestNeighbor: resizeNearest,
  ResizeBilinearGrad: resizeGradient(bilinearShares),
  ResizeNearestNeighborGrad: resizeGradient(nearestShares),
}
