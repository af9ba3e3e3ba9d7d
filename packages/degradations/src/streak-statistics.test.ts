import { Random } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { plain } from './photograph.test.helper.js'
import { streakStatistics } from './streak-statistics.js'

/** Black with straight lines of one brightness, so wide and long, of which those with the lower end to the left slant. */
function lines({ width, length, slope }: { width: number; length: number; slope: number }, side = 160) {
  const data = new Uint8Array(side * side * 3)
  const random = new Random(1)
  for (let line = 0; line < 60; line++) {
    const [x, y] = [random.integer(side), random.integer(side)]
    for (let row = 0; row < length; row++) {
      for (let column = 0; column < width; column++) {
        const place = [x + column - Math.round(slope * row), y + row]
        if (place.every(value => value >= 0 && value < side))
          data.fill(51, 3 * (place[1] * side + place[0]), 3 * (place[1] * side + place[0]) + 3)
      }
    }
  }
  return rgbPicture(side, side, data)
}

const black = plain(160, 160, [0, 0, 0])

test('brightness and share are those of the lit pixels', () => {
  const rainy = lines({ width: 2, length: 12, slope: 0 })
  const { share, median, percentile90, percentile99 } = streakStatistics(rainy, black)
  const lit = rainy.data.filter(value => value > 0).length
  expect(share).toBeCloseTo(lit / rainy.data.length, 10)
  expect([median, percentile90, percentile99]).toBeRelativelyWithin(1e-6, [0.2, 0.2, 0.2])
})

test('correlation ends with the width and the length, in the direction of the streaks', () => {
  const upright = streakStatistics(lines({ width: 2, length: 12, slope: 0 }), black)
  expect(upright.angle).toBe(0)
  expect(upright.across).toBeWithin(0.1, [0.5, 0])
  expect(upright.along).toBeWithin(0.12, [0.75, 1 / 6, 0])
  const slanted = streakStatistics(lines({ width: 2, length: 24, slope: 0.5 }), black)
  expect([slanted.angle]).toBeWithin(4, [26.6])
  const other = streakStatistics(lines({ width: 2, length: 24, slope: -0.5 }), black)
  expect([other.angle]).toBeWithin(4, [-26.6])
  expect(slanted.along[1]).toBeGreaterThan(0.4)
})

test('without rain there are no streaks', () => {
  expect(streakStatistics(black, black)).toMatchObject({ share: 0, median: 0, along: [0, 0, 0] })
})

test('pictures of different sizes, and small ones, are refused', () => {
  expect(() => streakStatistics(black, plain(160, 161, [0, 0, 0]))).toThrow('got 160×160 and 160×161')
  expect(() => streakStatistics(plain(40, 90, [0, 0, 0]), plain(40, 90, [0, 0, 0]))).toThrow('sides over 40 pixels')
})
