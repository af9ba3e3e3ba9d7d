import { Random } from '@dfpir/core'
import { movingScene } from './moving-scene.js'
import { digest, photograph, plain } from './photograph.test.helper.js'

const seeds = Array.from({ length: 12 }, (_, seed) => seed)

test('a scene of one colour stays as it is, whatever moves', () => {
  const colours = [120, 60, 200]
  for (const seed of seeds) {
    const { data } = movingScene.apply(plain(48, 40, colours), new Random(seed))
    data.forEach((level, i) => {
      expect(Math.abs(level - colours[i % 3])).toBeLessThanOrEqual(1)
    })
  }
})

test('edges become softer', () => {
  const clean = photograph(64, 64)
  const roughness = ({ data }: { data: Uint8Array }) =>
    data.reduce((sum, level, i) => (i < 3 ? sum : sum + Math.abs(level - data[i - 3])), 0)
  for (const seed of seeds) {
    expect(roughness(movingScene.apply(clean, new Random(seed)))).toBeLessThan(0.9 * roughness(clean))
  }
})

test('is the same for the same seed', () => {
  const clean = photograph(32, 32)
  expect(digest(movingScene.apply(clean, new Random(5)))).toBe(digest(movingScene.apply(clean, new Random(5))))
})
