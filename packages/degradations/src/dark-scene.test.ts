import { Random } from '@dfpir/core'
import { darknessStatistics } from './damage-statistics.js'
import { darkScene, noiselessDarkScene } from './dark-scene.js'
import { digest, mean, photograph } from './photograph.test.helper.js'

const clean = photograph(64, 48)
const seeds = Array.from({ length: 60 }, (_, seed) => seed)

test('scenes are darker than the photograph, from nearly black to a part of it', () => {
  const before = mean(clean.data)
  const shares = seeds.map(seed => mean(darkScene.apply(clean, new Random(seed)).data) / before).sort((a, b) => a - b)
  expect(shares[5]).toBeLessThan(0.2)
  expect(shares[54]).toBeGreaterThan(0.5)
  expect(shares.filter(share => share > 1).length).toBeLessThan(6)
})

test('some scenes stay bright where the photograph is', () => {
  const highest = darknessStatistics(clean).percentiles[2]
  const kept = seeds.filter(seed => {
    const { percentiles, mean } = darknessStatistics(darkScene.apply(clean, new Random(seed)))
    return percentiles[2] > 0.8 * highest && mean < 0.8 * darknessStatistics(clean).mean
  })
  expect(kept.length).toBeGreaterThan(2)
})

test('without noise it has less noise', () => {
  const noise = (scene: typeof darkScene) =>
    mean(seeds.map(seed => darknessStatistics(scene.apply(clean, new Random(seed))).noise))
  expect(noise(noiselessDarkScene)).toBeLessThan(noise(darkScene))
})

test('is the same for the same seed', () => {
  expect(digest(darkScene.apply(clean, new Random(5)))).toBe(digest(darkScene.apply(clean, new Random(5))))
})
