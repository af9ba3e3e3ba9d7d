import { fromFloat, type RgbPicture, rgbPicture, toFloat } from '@dfpir/images'
import { addHaze } from './haze.js'
import { hazeStatistics } from './haze-statistics.js'
import { plain } from './photograph.test.helper.js'

/** Blocks in strong colours, in each of which one of the three is nearly black. */
function colouredBlocks(width: number, height: number): RgbPicture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    const block = Math.floor(x / 9) + 2 * Math.floor(y / 8)
    return (block + i) % 3 === 0 ? 3 : 40 + ((block * 67 + (i % 3) * 50) % 160)
  })
  return rgbPicture(width, height, data)
}

test('the air and the transmission that a picture was made with are found', () => {
  const clean = colouredBlocks(72, 64)
  const depth = Float32Array.from({ length: 72 * 64 }, (_, pixel) => Math.floor(pixel / 72) / 63)
  for (const airlight of [0.75, 1]) {
    const hazy = fromFloat(addHaze(toFloat(clean), depth, { beta: 1.5, airlight, warmth: 0 }))
    const found = hazeStatistics(hazy, clean)!
    expect([found.airlight]).toBeWithin(0.01, [airlight])
    expect(found.transmission).toBeWithin(0.03, [Math.exp(-1.5 * 0.95), Math.exp(-1.5 * 0.5), Math.exp(-1.5 * 0.05)])
  }
})

test('grey pictures and clear ones do not tell', () => {
  expect(hazeStatistics(plain(40, 40, [90, 90, 90]), plain(40, 40, [40, 40, 40]))).toBeUndefined()
  expect(hazeStatistics(colouredBlocks(40, 40), colouredBlocks(40, 40))).toBeUndefined()
})

test('other sizes are refused', () => {
  expect(() => hazeStatistics(plain(4, 4, [0, 0, 0]), plain(4, 5, [0, 0, 0]))).toThrow('got 4×4 and 4×5')
})
