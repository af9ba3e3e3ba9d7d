import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf, typeOf } from '../values.js'
import { cast } from './elementwise.js'

/** Kernels that count elements. */
export const counting = {
  Bincount: call => histogram(call, [sizeOf(shapeOf(call.input('x')))], false),
  DenseBincount: call => {
    const shape = shapeOf(call.input('x'))
    return histogram(call, shape, shape.length === 2 && call.attrs.flag('binaryOutput'))
  },
  SearchSorted: searchSorted,
} satisfies KernelTable

/**
 * Sums the weights of each whole number below `size`, separately for each row. Numbers out of range go to an additional bin,
 * which is cut off. Weights without elements are ones. With `binary`, a bin has 1 if its number occurs.
 */
function histogram(call: KernelCall, shape: readonly number[], binary: boolean): GraphValue {
  const [x, weights] = [call.input('x'), call.input('weights')]
  const { dtype } = typeOf(weights)
  const size = call.attrs.number('size')
  const [columns, rows = 1] = shape.toReversed()
  const bins = call.run('ClipByValue', { x }, { clipValueMin: -1, clipValueMax: size })
  const segmentIds = call.run('Add', {
    a: call.run('Reshape', { x: bins }, { shape: [rows, columns] }),
    b: call.constant(
      Int32Array.from({ length: rows }, (_, row) => row * (size + 1)),
      { shape: [rows, 1], dtype: 'int32' },
    ),
  })
  const ones = binary || sizeOf(shapeOf(weights)) === 0
  const shares = ones
    ? call.run('Fill', {}, { shape: [rows, columns], value: 1, dtype })
    : call.run('Reshape', { x: weights }, { shape: [rows, columns] })
  const sums = call.run('UnsortedSegmentSum', { x: shares, segmentIds }, { numSegments: rows * (size + 1) })
  const table = call.run('Reshape', { x: sums }, { shape: [rows, size + 1] })
  const counts = call.run('Slice', { x: table }, { begin: [0, 0], size: [rows, size] })
  const result = call.run('Reshape', { x: counts }, { shape: [...shape.slice(0, -1), size] })
  return binary ? cast(call, call.run('Greater', { a: result, b: call.scalar(0) }), dtype) : result
}

/** The position of each value in its row of the sorted sequence: the number of elements before it, by comparing with all. */
function searchSorted(call: KernelCall): GraphValue {
  const sequence = call.run('ExpandDims', { input: call.input('sortedSequence') }, { dim: 1 }) // [B, 1, elements]
  const values = call.run('ExpandDims', { input: call.input('values') }, { dim: 2 }) // [B, values, 1]
  const comparison = call.attrs.text('side') === 'left' ? 'Less' : 'LessEqual'
  const before = call.run(comparison, { a: sequence, b: values })
  return call.run('Sum', { x: before }, { axis: 2, keepDims: false })
}
