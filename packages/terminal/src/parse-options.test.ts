import { InvalidArgumentError } from 'commander'
import {
  parseCount,
  parseJson,
  parseList,
  parseMemory,
  parseQuality,
  parseSeed,
  parseSigma,
  parseTile,
} from './parse-options.js'

test('amounts of memory', () => {
  expect(parseMemory('2GB')).toBe(2 * 2 ** 30)
  expect(parseMemory('1.5 GiB')).toBe(1.5 * 2 ** 30)
  expect(parseMemory('800m')).toBe(800 * 2 ** 20)
  expect(parseMemory('1073741824')).toBe(2 ** 30)
  for (const wrong of ['', 'much', '-2GB', '2XB', '12', 'GB'])
    expect(() => parseMemory(wrong)).toThrow(InvalidArgumentError)
})

test('tiles, counts, qualities and noise levels', () => {
  expect([parseTile('auto'), parseTile('off'), parseTile('256')]).toEqual(['auto', 'off', 256])
  expect([parseCount('4'), parseQuality('90'), parseSigma('12.5'), parseSigma('0')]).toEqual([4, 90, 12.5, 0])
  for (const wrong of ['0', '31', '-64', 'big', '64.5', ''])
    expect(() => parseTile(wrong)).toThrow(InvalidArgumentError)
  for (const wrong of ['0', '1.5', 'two', '']) expect(() => parseCount(wrong)).toThrow(InvalidArgumentError)
  for (const wrong of ['0', '101']) expect(() => parseQuality(wrong)).toThrow(InvalidArgumentError)
  for (const wrong of ['-1', '256', 'NaN', ' ']) expect(() => parseSigma(wrong)).toThrow(InvalidArgumentError)
})

test('seeds', () => {
  expect([parseSeed('0'), parseSeed('4294967295')]).toEqual([0, 4294967295])
  for (const wrong of ['-1', '4294967296', '1.5', '']) expect(() => parseSeed(wrong)).toThrow(InvalidArgumentError)
})

test('lists', () => {
  expect(parseList(parseCount)('128,256')).toEqual([128, 256])
  for (const wrong of ['', '128,', '128;256']) expect(() => parseList(parseCount)(wrong)).toThrow(InvalidArgumentError)
})

test('JSON', () => {
  expect(parseJson('{"dim":8}')).toEqual({ dim: 8 })
  expect(() => parseJson('{dim')).toThrow(/It must be JSON or a JSON file/)
})
