import type { Plane } from '@dfpir/images'
import fc from 'fast-check'
import { Histogram } from './histogram.js'
import { halved, paddedBoxMean } from './plane.js'

const planes = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), fc.integer())
  .map(([width, height, seed]): Plane => {
    const data = Float32Array.from({ length: width * height }, (_, i) => Math.abs((i * 7919 + seed) % 256))
    return { width, height, data }
  })

test('the mean around a pixel is that of the square, the nearest pixels standing for those beyond the edges', () => {
  fc.assert(
    fc.property(planes, fc.integer({ min: 0, max: 4 }), (plane, radius) => {
      const { width, height, data } = plane
      const at = (x: number, y: number) =>
        data[Math.min(Math.max(y, 0), height - 1) * width + Math.min(Math.max(x, 0), width - 1)]
      const found = paddedBoxMean(plane, radius).data
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let sum = 0
          for (let v = -radius; v <= radius; v++) for (let u = -radius; u <= radius; u++) sum += at(x + u, y + v)
          expect(found[y * width + x]).toBeCloseTo(sum / (2 * radius + 1) ** 2, 2)
        }
      }
    }),
  )
})

test('half the size is means of four, an odd rest is dropped', () => {
  const data = Float32Array.of(1, 3, 9, 5, 7, 9, 9, 9, 9)
  expect(halved({ width: 3, height: 3, data })).toEqual({ width: 1, height: 1, data: Float32Array.of(4) })
})

test('quantiles are those of the sorted values to within a bin', () => {
  const value = fc.float({ min: 0, max: 120, noNaN: true })
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1, maxLength: 60 }),
      fc.float({ min: 0, max: 1, noNaN: true }),
      (values, share) => {
        const histogram = new Histogram(8)
        for (const value of values) histogram.add(value)
        const sorted = [...values].sort((a, b) => a - b)
        const [found] = histogram.quantiles([share])
        expect(sorted.filter(value => value < found - 1 / 8).length).toBeLessThanOrEqual(share * values.length + 1)
        expect(sorted.filter(value => value <= found + 1 / 8).length).toBeGreaterThanOrEqual(share * values.length - 1)
      },
    ),
  )
  expect(new Histogram(1).quantiles([0.5])).toEqual([0])
})
