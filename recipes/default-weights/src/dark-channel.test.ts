import { addHaze } from '@dfpir/degradations'
import { fromFloat, type RgbPicture, toFloat } from '@dfpir/images'
import { comparePictures } from '@dfpir/metrics'
import fc from 'fast-check'
import { atmosphericLight, darkChannel, dehazeByDarkChannel } from './dark-channel.js'
import { colouredBlocks, plain } from './picture.test.helper.js'

/** Haze of one transmission everywhere, but for the upper rows, where the air alone is seen. */
function hazy(clean: RgbPicture, transmission: number, airlight: number, skyRows: number): RgbPicture {
  const { width, height } = clean
  const depth = new Float32Array(width * height).fill(-Math.log(transmission)).fill(30, 0, skyRows * width)
  return fromFloat(addHaze(toFloat(clean), depth, { beta: 1, airlight, warmth: 0 }))
}

const sky = 10

/** The first row on which the sky has no influence: the filter's two windows and that of the dark channel below it. */
const below = sky + 2 * 20 + 7

function lower({ width, height, ...rest }: RgbPicture, from: number): RgbPicture {
  return { ...rest, width, height: height - from, data: rest.data.subarray(from * width * 3) }
}

test.each([0.4, 0.6, 0.8])('haze of a flat transmission of %d is mostly undone', transmission => {
  const clean = colouredBlocks(60, 90)
  const input = hazy(clean, transmission, 0.85, sky)
  const output = dehazeByDarkChannel(input, { omega: 1 })
  const before = comparePictures(lower(input, below), lower(clean, below)).psnr
  const after = comparePictures(lower(output, below), lower(clean, below)).psnr
  expect(after).toBeGreaterThan(before + 12)
  expect(after).toBeGreaterThan(30)
})

test('omega is how much of the haze goes: none of it at 0', () => {
  const clean = colouredBlocks(60, 90)
  const input = hazy(clean, 0.5, 0.85, sky)
  const errors = [0, 0.5, 0.95].map(omega => {
    return comparePictures(lower(dehazeByDarkChannel(input, { omega }), below), lower(clean, below)).psnr
  })
  expect(dehazeByDarkChannel(input, { omega: 0 })).toEqual(input)
  expect(errors[1]).toBeGreaterThan(errors[0] + 3)
  expect(errors[2]).toBeGreaterThan(errors[1] + 3)
  expect(dehazeByDarkChannel(input)).toEqual(dehazeByDarkChannel(input, { omega: 0.95, window: 15 }))
})

test('the dark channel is the least of the three colours in the window', () => {
  const side = fc.integer({ min: 1, max: 10 })
  const seed = fc.integer({ min: 1, max: 250 })
  fc.assert(
    fc.property(side, side, fc.constantFrom(1, 3, 7, 15), seed, (width, height, window, step) => {
      const data = Float32Array.from({ length: width * height * 3 }, (_, i) => ((i * step) % 251) / 251)
      const dark = darkChannel({ shape: [height, width, 3], data }, window)
      const least = Array.from({ length: width * height }, (_, pixel) => {
        const near = data.filter((_, i) => {
          const other = Math.floor(i / 3)
          const dx = Math.abs((other % width) - (pixel % width))
          return Math.max(dx, Math.abs(Math.floor(other / width) - Math.floor(pixel / width))) <= (window - 1) / 2
        })
        return Math.min(...near)
      })
      expect([...dark.data]).toEqual(least)
    }),
    { numRuns: 30 },
  )
})

test('the air has the colour of the far, not of a small lamp', () => {
  const image = toFloat(hazy(colouredBlocks(60, 90), 0.5, 0.8, sky))
  const lamp = (60 * 60 + 30) * 3
  image.data.fill(1, lamp, lamp + 3)
  for (const colour of atmosphericLight(image, darkChannel(image, 15))) expect(colour).toBeCloseTo(0.8, 2)
})

test('black and single pixels are taken, too', () => {
  for (const [width, height] of [
    [1, 1],
    [30, 3],
  ]) {
    const black = plain(width, height, [0, 0, 0])
    expect(dehazeByDarkChannel(black)).toEqual(black)
  }
})
