import fc from 'fast-check'
import { decodeBfloat16, decodeFloat16, encodeFloat16 } from './float16.js'

const encode = (...values: number[]) => [...encodeFloat16(Float32Array.from(values))]
const decode = (...bits: number[]) => [...decodeFloat16(Uint16Array.from(bits))]

test('known patterns', () => {
  expect(decode(0x3c00, 0xc000, 0x7bff, 0x0400, 0x03ff, 0x0001)).toEqual([
    1,
    -2,
    65504,
    2 ** -14,
    1023 * 2 ** -24,
    2 ** -24,
  ])
  expect(decode(0x7c00, 0xfc00, 0x7e00)).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN])
  expect(Object.is(decode(0x8000)[0], -0)).toBe(true)
})

test('every pattern survives decoding and encoding', () => {
  const bits = Uint16Array.from({ length: 65_536 }, (_, index) => index)
  const back = encodeFloat16(decodeFloat16(bits))
  const isNan = (pattern: number) => (pattern & 0x7fff) > 0x7c00
  expect([...bits].filter(pattern => !isNan(pattern) && back[pattern] !== pattern)).toEqual([])
  expect([...bits].filter(pattern => isNan(pattern) && !isNan(back[pattern]))).toEqual([])
})

test('rounds to nearest and ties to even', () => {
  expect(encode(1 + 1 / 2048, 1 + 3 / 2048, 1 + 1.01 / 2048)).toEqual([0x3c00, 0x3c02, 0x3c01])
  expect(encode(2 ** -25, 1.5 * 2 ** -24, 2 ** -25 * 1.001, 2 ** -26)).toEqual([0, 2, 1, 0])
  expect(encode(65519.99, 65520, -65520, 1e30)).toEqual([0x7bff, 0x7c00, 0xfc00, 0x7c00])
  expect(encode(2 ** -14 - 2 ** -26, 2047.9999)).toEqual([0x0400, 0x6800])
})

test('is the nearest of all binary16 values', () => {
  const nearestBits = (value: number) => {
    const low = encodeFloat16(Float32Array.of(value))[0]
    const around = decode(Math.max(low - 1, 0), low, low + 1)
    return Math.min(...around.map(candidate => Math.abs(candidate - value)))
  }
  fc.assert(
    fc.property(fc.float({ min: 0, max: 65504, noNaN: true }), value => {
      const [rounded] = decode(...encode(value))
      return Math.abs(rounded - value) === nearestBits(value)
    }),
  )
})

test('bfloat16 is the upper half of float32', () => {
  expect([...decodeBfloat16(Uint16Array.of(0x3f80, 0xc049, 0xff80))]).toEqual([1, -3.140625, Number.NEGATIVE_INFINITY])
})
