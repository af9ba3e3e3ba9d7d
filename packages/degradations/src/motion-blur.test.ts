import { Random } from '@dfpir/core'
import fc from 'fast-check'
import type { BlurKernel } from './kernel.js'
import { motionBlurKind, motionKernel } from './motion-blur.js'
import { mean, photograph } from './photograph.test.helper.js'

const straight = { extent: 12, direction: 0, bend: 0, shake: 0 }
const made = (values: Partial<typeof straight>, seed = 1) => motionKernel({ ...straight, ...values }, new Random(seed))

/** The mean and the deviation of a kernel's columns and rows, relative to its pixel. */
function spread({ width, originX, originY, weights }: BlurKernel) {
  const moment = (place: (index: number) => number) => weights.reduce((sum, w, i) => sum + w * place(i), 0)
  const x = (i: number) => (i % width) - originX
  const y = (i: number) => Math.floor(i / width) - originY
  const [meanX, meanY] = [moment(x), moment(y)]
  const deviation = (place: (i: number) => number, middle: number) => Math.sqrt(moment(i => (place(i) - middle) ** 2))
  return { meanX, meanY, x: deviation(x, meanX), y: deviation(y, meanY) }
}

test('a steady, straight path is a line of equal weights', () => {
  const kernel = made({})
  const { x, y, meanX } = spread(kernel)
  expect(meanX).toBeCloseTo(0, 5)
  expect(x).toBeCloseTo(12 / Math.sqrt(12), 0)
  expect(y).toBeCloseTo(0, 5)
  expect(spread(made({ direction: 90 })).y).toBeCloseTo(x, 5)
})

test('a path that bends or shakes ends up nearer to its start', () => {
  const length = ({ x, y }: { x: number; y: number }) => Math.hypot(x, y)
  expect(length(spread(made({ bend: 180 })))).toBeLessThan(0.9 * length(spread(made({}))))
  const shaken = Array.from({ length: 20 }, (_, seed) => length(spread(made({ shake: 1 }, seed))))
  expect(mean(shaken)).toBeLessThan(length(spread(made({}))))
})

test('any kernel has the sum 1, its mean at the pixel, and no empty margin', () => {
  const values = fc.record({
    extent: fc.double({ min: 0, max: 60, noNaN: true }),
    direction: fc.integer({ min: -360, max: 360 }),
    bend: fc.integer({ min: -720, max: 720 }),
    shake: fc.double({ min: 0, max: 2, noNaN: true }),
  })
  fc.assert(
    fc.property(values, fc.nat(99), (path, seed) => {
      const kernel = motionKernel(path, new Random(seed))
      expect(mean(kernel.weights) * kernel.weights.length).toBeCloseTo(1, 4)
      const { meanX, meanY } = spread(kernel)
      expect(meanX).toBeCloseTo(0, 3)
      expect(meanY).toBeCloseTo(0, 3)
      expect(Math.max(kernel.width, kernel.height)).toBeLessThanOrEqual(path.extent + 3)
    }),
  )
})

test('an extent of 0 changes nothing', () => {
  const picture = photograph(10, 8)
  expect(motionBlurKind.degrade(picture, { ...straight, extent: 0 }, new Random(0))).toEqual(picture)
})
