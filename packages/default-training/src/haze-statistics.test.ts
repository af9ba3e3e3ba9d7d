import { addHaze, fromFloats, toFloats } from '@dfpir/degradations'
import { hazeStatistics } from './haze-statistics.js'
import { colouredBlocks, plain } from './picture.test.helper.js'

test('the air and the transmission that a picture was made with are found', () => {
  const clean = colouredBlocks(72, 64)
  const depth = Float32Array.from({ length: 72 * 64 }, (_, pixel) => Math.floor(pixel / 72) / 63)
  for (const airlight of [0.75, 1]) {
    const hazy = fromFloats(addHaze(toFloats(clean), depth, { beta: 1.5, airlight, warmth: 0 }))
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
