import { Random } from '@dfpir/core'
import { softMask } from './soft-mask.js'

const share = (mask: Float32Array, included: (value: number) => boolean) => mask.filter(included).length / mask.length

test('a mask is 0 to 1, and a wider edge leaves more of it in between', () => {
  const between = (edge: number) => {
    let sum = 0
    for (let seed = 0; seed < 20; seed++) {
      const mask = softMask({ width: 90, height: 70 }, { size: 60, edge }, new Random(seed))
      expect(mask.length).toBe(90 * 70)
      expect(share(mask, value => value >= 0 && value <= 1)).toBe(1)
      sum += share(mask, value => value > 0.1 && value < 0.9)
    }
    return sum / 20
  }
  expect(between(3)).toBeLessThan(0.2)
  expect(between(30)).toBeGreaterThan(2 * between(3))
})
