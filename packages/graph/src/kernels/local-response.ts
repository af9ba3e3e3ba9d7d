import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf } from '../values.js'

/**
 * Local response normalization of [B, H, W, C] features (Krizhevsky et al., 2012): y = x·n^−β with n = b + α·Σx² over the
 * neighbouring channels, which is a 1×1 convolution of x² by a band of α.
 */
export const localResponse = {
  LRN: call => call.run('Multiply', { a: call.input('x'), b: scaleOf(call, normOf(call)) }),
  LRNGrad: gradient,
} satisfies KernelTable

/** dy·n^−β − 2β·x·Σα·dy·y/n. */
function gradient(call: KernelCall): GraphValue {
  const [x, y, dy] = [call.input('x'), call.input('y'), call.input('dy')]
  const norm = normOf(call)
  const own = call.run('Multiply', { a: dy, b: scaleOf(call, norm) })
  const shares = call.run('RealDiv', { a: call.run('Multiply', { a: dy, b: y }), b: norm })
  const scaled = call.run('Multiply', { a: x, b: call.scalar(2 * call.attrs.number('beta')) })
  return call.run('Sub', { a: own, b: call.run('Multiply', { a: scaled, b: overNeighbours(call, shares) }) })
}

function normOf(call: KernelCall): GraphValue {
  const sums = overNeighbours(call, call.run('Square', { x: call.input('x') }))
  return call.run('Add', { a: sums, b: call.scalar(call.attrs.number('bias')) })
}

function scaleOf(call: KernelCall, norm: GraphValue): GraphValue {
  return call.run('Pow', { a: norm, b: call.scalar(-call.attrs.number('beta')) })
}

/** α times the sum over the channels within the radius. */
function overNeighbours(call: KernelCall, x: GraphValue): GraphValue {
  const [radius, alpha] = [call.attrs.number('depthRadius'), call.attrs.number('alpha')]
  const channels = shapeOf(x)[3]
  const band = Float32Array.from({ length: channels * channels }, (_, index) =>
    Math.abs(Math.floor(index / channels) - (index % channels)) <= radius ? alpha : 0,
  )
  const filter = call.constant(band, { shape: [1, 1, channels, channels], dtype: 'float32' })
  return call.run('Conv2D', { x, filter }, { strides: 1, pad: 'valid' })
}
