import type { GraphValue } from '../ir.js'
import type { KernelCall } from '../trace/kernel.js'
import { shapeOf, typeOf, uniformValue } from '../values.js'
import { cast } from './elementwise.js'

/** Positions at which images [B, H, W, C] are read; the last three broadcast to [N, h, w]. */
export interface Samples {
  readonly image: GraphValue
  /** The image that is read, int32. */
  readonly pictures: GraphValue
  readonly rows: GraphValue
  readonly columns: GraphValue
  /** The value of pixels outside the image. Without it, the nearest pixel counts. */
  readonly fill?: number
}

/** Reads images between their pixels: [N, h, w, C]. */
export function sampled(call: KernelCall, samples: Samples, method: 'nearest' | 'bilinear'): GraphValue {
  if (method === 'bilinear') return bilinear(call, samples)
  const rounded = (x: GraphValue) => call.run('Floor', { x: call.run('Add', { a: x, b: call.scalar(0.5) }) })
  return pixels(call, samples, rounded(samples.rows), rounded(samples.columns))
}

function bilinear(call: KernelCall, samples: Samples): GraphValue {
  const { rows, columns } = samples
  const [top, left] = [rows, columns].map(x => call.run('Floor', { x }))
  const [below, right] = [top, left].map(a => call.run('Add', { a, b: call.scalar(1) }))
  const down = perChannel(call, call.run('Sub', { a: rows, b: top }))
  const across = perChannel(call, call.run('Sub', { a: columns, b: left }))
  const between = (row: GraphValue) =>
    blend(call, pixels(call, samples, row, left), pixels(call, samples, row, right), across)
  return blend(call, between(top), between(below), down)
}

/** a + (b − a)·share. */
function blend(call: KernelCall, a: GraphValue, b: GraphValue, share: GraphValue): GraphValue {
  return call.run('Add', { a, b: call.run('Multiply', { a: call.run('Sub', { a: b, b: a }), b: share }) })
}

/** Reads whole pixels. */
function pixels(call: KernelCall, { image, pictures, fill }: Samples, row: GraphValue, column: GraphValue): GraphValue {
  const [batch, height, width, channels] = shapeOf(image)
  const [y, x] = [clamped(call, row, height - 1), clamped(call, column, width - 1)]
  const line = moveInto(call, pictures, height, y)
  const flat = call.run('Reshape', { x: image }, { shape: [batch * height * width, channels] })
  const read = call.run('GatherV2', { x: flat, indices: moveInto(call, line, width, x) }, { axis: 0 })
  if (fill === undefined) return read
  const inside = call.run('LogicalAnd', {
    a: call.run('Equal', { a: row, b: y }),
    b: call.run('Equal', { a: column, b: x }),
  })
  return where(call, perChannel(call, inside), read, call.scalar(fill))
}

/** index·length + offset in int32, which is exact for every index. */
function moveInto(call: KernelCall, index: GraphValue, length: number, offset: GraphValue): GraphValue {
  const start = call.run('Multiply', { a: index, b: call.scalar(length, 'int32') })
  return call.run('Add', { a: start, b: cast(call, offset, 'int32') })
}

export function clamped(call: KernelCall, x: GraphValue, highest: number): GraphValue {
  return call.run('ClipByValue', { x }, { clipValueMin: 0, clipValueMax: highest })
}

/** Adds an axis for channels. */
export function perChannel(call: KernelCall, input: GraphValue): GraphValue {
  return call.run('ExpandDims', { input }, { dim: -1 })
}

/** Selects `t` where the condition holds. Operands broadcast to the shape of `t`. */
export function where(call: KernelCall, condition: GraphValue, t: GraphValue, e: GraphValue): GraphValue {
  return uniformValue(condition) === 1 ? t : call.record('Select', [condition, t, e], {}, typeOf(t))
}
