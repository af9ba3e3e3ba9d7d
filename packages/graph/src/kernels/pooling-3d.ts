import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf } from '../values.js'
import { coverage } from './pooling.js'
import { framed, poolingWindows, unframed, type VolumeWindows } from './volumes.js'

/**
 * Maxima and means over windows of [B, D, H, W, C] volumes, recorded as poolings of images: first over height and width, then
 * over depth. Means ignore padding.
 */
export const pooling3D = {
  MaxPool3D: call => {
    const { windows, framed } = prepare(call, call.input('x'), Number.NEGATIVE_INFINITY)
    return reshape(call, pooled(call, 'MaxPool', framed, stagesOf(framed, windows)), windows.shape)
  },
  AvgPool3D: call => {
    const x = call.input('x')
    const { windows, framed } = prepare(call, x, 0)
    const mean = pooled(call, 'AvgPool', framed, stagesOf(framed, windows))
    return withoutPadding(call, reshape(call, mean, windows.shape), x, windows)
  },
  MaxPool3DGrad: call => {
    const { windows, framed } = prepare(call, call.input('input'), Number.NEGATIVE_INFINITY)
    return unframed(call, gradient(call, 'MaxPool', call.input('dy'), framed, stagesOf(framed, windows)), windows)
  },
  AvgPool3DGrad: call => {
    const x = call.input('input')
    const { windows, framed } = prepare(call, x, 0)
    const dy = withoutPadding(call, call.input('dy'), x, windows)
    return unframed(call, gradient(call, 'AvgPool', dy, framed, stagesOf(framed, windows)), windows)
  },
} satisfies KernelTable

function prepare(call: KernelCall, x: GraphValue, filling: number) {
  const windows = poolingWindows(call, shapeOf(x))
  return { windows, framed: framed(call, x, windows, filling) }
}

/** A pooling of the volume as an image of this shape. */
interface Stage {
  readonly shape: readonly number[]
  readonly attrs: NamedAttrMap
}

function stagesOf(x: GraphValue, { axes: [depth, rows, columns] }: VolumeWindows): Stage[] {
  const [batch, deep, height, width, channels] = shapeOf(x)
  const attrs = (filterSize: [number, number], strides: [number, number]) => ({ filterSize, strides, pad: 'valid' })
  return [
    {
      shape: [batch * deep, height, width, channels],
      attrs: attrs([rows.window, columns.window], [rows.stride, columns.stride]),
    },
    {
      shape: [batch, deep, rows.outputs * columns.outputs, channels],
      attrs: attrs([depth.window, 1], [depth.stride, 1]),
    },
  ]
}

type Kernel = 'MaxPool' | 'AvgPool'

function pooled(call: KernelCall, kernel: Kernel, x: GraphValue, stages: readonly Stage[]): GraphValue {
  return stages.reduce((value, { shape, attrs }) => call.run(kernel, { x: reshape(call, value, shape) }, attrs), x)
}

/** The derivative of {@link pooled}. */
function gradient(
  call: KernelCall,
  kernel: Kernel,
  dy: GraphValue,
  x: GraphValue,
  [stage, ...rest]: readonly Stage[],
): GraphValue {
  if (!stage) return reshape(call, dy, shapeOf(x))
  const input = reshape(call, x, stage.shape)
  const output = call.run(kernel, { x: input }, stage.attrs)
  const dOutput = gradient(call, kernel, dy, output, rest)
  return reshape(call, call.run(`${kernel}Grad`, { dy: dOutput, input, output }, stage.attrs), shapeOf(x))
}

function reshape(call: KernelCall, x: GraphValue, shape: readonly number[]): GraphValue {
  return call.run('Reshape', { x }, { shape: [...shape] })
}

/** Scales means over whole windows to means without padding. */
function withoutPadding(call: KernelCall, value: GraphValue, x: GraphValue, { axes }: VolumeWindows): GraphValue {
  const [depth, rows, columns] = axes.map(({ outputs, window, stride, pads }, axis) =>
    coverage(shapeOf(x)[axis + 1], outputs, window, stride, pads[0]),
  )
  const factors = depth.flatMap(plane => rows.flatMap(row => columns.map(column => plane * row * column)))
  const shape = [depth.length, rows.length, columns.length, 1]
  return call.run('Multiply', { a: value, b: call.constant(Float32Array.from(factors), { shape, dtype: 'float32' }) })
}
