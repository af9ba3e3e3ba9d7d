import { DataError } from '@dfpir/core'
import fc from 'fast-check'
import { toLayerLayout, toTorchLayout, type WeightKind } from './weight-layout.js'

const counting = (shape: number[]) => {
  const length = shape.reduce((product, size) => product * size, 1)
  return { shape, data: Float32Array.from({ length }, (_, index) => index) }
}

/** The element at a position, of a row-major tensor. */
const at = ({ shape, data }: { shape: readonly number[]; data: Float32Array }, ...position: number[]) =>
  data[position.reduce((offset, index, axis) => offset * shape[axis] + index, 0)]

test('each kind puts every element in its place', () => {
  const conv = counting([2, 3, 4, 5])
  const depthwise = counting([3, 1, 2, 4])
  const linear = counting([2, 3])
  expect(toLayerLayout('conv', conv).shape).toEqual([4, 5, 3, 2])
  expect(at(toLayerLayout('conv', conv), 3, 2, 1, 0)).toBe(at(conv, 0, 1, 3, 2))
  expect(at(toLayerLayout('conv', conv), 0, 4, 2, 1)).toBe(at(conv, 1, 2, 0, 4))
  expect(toLayerLayout('depthwise', depthwise).shape).toEqual([2, 4, 3, 1])
  expect(at(toLayerLayout('depthwise', depthwise), 1, 3, 2, 0)).toBe(at(depthwise, 2, 0, 1, 3))
  expect(toLayerLayout('linear', linear)).toEqual({ shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) })
  expect(toLayerLayout('plain', linear)).toEqual(linear)
})

test('torch → layer → torch changes nothing', () => {
  const size = fc.integer({ min: 0, max: 4 })
  const shapes = fc.oneof(
    fc.record({ kind: fc.constant<WeightKind>('conv'), shape: fc.tuple(size, size, size, size) }),
    fc.record({ kind: fc.constant<WeightKind>('depthwise'), shape: fc.tuple(size, fc.constant(1), size, size) }),
    fc.record({ kind: fc.constant<WeightKind>('linear'), shape: fc.tuple(size, size) }),
    fc.record({ kind: fc.constant<WeightKind>('plain'), shape: fc.array(size, { maxLength: 3 }) }),
  )
  fc.assert(
    fc.property(shapes, ({ kind, shape }) => {
      const weight = counting(shape)
      expect(toTorchLayout(kind, toLayerLayout(kind, weight))).toEqual(weight)
    }),
  )
})

test('a shape of another kind is refused', () => {
  expect(() => toLayerLayout('conv', counting([2, 3]))).toThrow(DataError)
  expect(() => toLayerLayout('depthwise', counting([2, 2, 3, 3]))).toThrow('[channels, 1, kh, kw], got [2, 2, 3, 3]')
  expect(() => toTorchLayout('depthwise', counting([3, 3, 2, 2]))).toThrow('[kh, kw, channels, 1]')
  expect(() => toTorchLayout('linear', counting([2]))).toThrow(DataError)
})
