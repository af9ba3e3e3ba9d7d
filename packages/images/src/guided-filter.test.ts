import { Random } from '@dfpir/core'
import fc from 'fast-check'
import { boxMean, guidedFilter, guidedLine } from './guided-filter.js'
import type { Plane } from './plane.js'

function plane(width: number, height: number, value: (x: number, y: number) => number): Plane {
  const data = Float32Array.from({ length: width * height }, (_, i) => value(i % width, Math.floor(i / width)))
  return { width, height, data }
}

test('a box mean is the mean of what lies in the window', () => {
  const side = fc.integer({ min: 1, max: 9 })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 11 }), (width, height, radius) => {
      const random = new Random(width * 10 + height)
      const input = plane(width, height, () => random.uniform())
      const means = boxMean(input, radius).data
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const inside = [...input.data].filter((_, i) => {
            return Math.abs((i % width) - x) <= radius && Math.abs(Math.floor(i / width) - y) <= radius
          })
          expect(means[y * width + x]).toBeCloseTo(inside.reduce((a, b) => a + b, 0) / inside.length, 5)
        }
      }
    }),
    { numRuns: 40 },
  )
})

test('an edge of the guide becomes an edge of what is smooth', () => {
  const ramp = plane(40, 10, x => x / 40)
  const step = plane(40, 10, x => (x < 20 ? 0 : 1))
  const jump = ({ data }: Plane) => data[20] - data[19]
  expect(jump(ramp)).toBeCloseTo(1 / 40, 5)
  expect(jump(guidedFilter(ramp, step, 6, 1e-4))).toBeGreaterThan(0.1)
  expect(
    jump(
      guidedFilter(
        ramp,
        plane(40, 10, () => 0.5),
        6,
        1e-4,
      ),
    ),
  ).toBeCloseTo(1 / 40, 5)
})

test('a linear change is found exactly where the guide varies', () => {
  const random = new Random(5)
  const guide = plane(30, 20, () => random.uniform())
  const changed = { ...guide, data: guide.data.map(value => 0.1 - 0.4 * value) }
  const { slope, offset } = guidedLine(changed, guide, 3, 1e-6)
  expect(slope.data).toBeWithin(1e-3, new Array(600).fill(-0.4))
  expect(offset.data).toBeWithin(1e-3, new Array(600).fill(0.1))
})

test('where the guide is flat the change is an offset', () => {
  const flat = plane(9, 9, () => 0.25)
  const { slope, offset } = guidedLine(
    plane(9, 9, () => 0.75),
    flat,
    2,
    1e-4,
  )
  expect(slope.data).toBeWithin(1e-2, new Array(81).fill(0))
  expect(offset.data).toBeWithin(1e-2, new Array(81).fill(0.75))
})
