import { channelMap, energyMap, mostVaried } from './feature-maps.js'

const features = { shape: [2, 2, 3], data: Float32Array.of(3, 4, 0, 3, -4, 0, 3, 4, 9, 3, -4, 0) } // [H, W, C]

test('single channels, and the root mean square of all', () => {
  expect(channelMap(features, 1)).toEqual({ width: 2, height: 2, values: Float32Array.of(4, -4, 4, -4) })
  const [low, high] = [25 / 3, 106 / 3].map(Math.sqrt)
  expect(energyMap(features)).toEqual({ width: 2, height: 2, values: Float32Array.of(low, low, high, low) })
})

test('the channels that vary most come first, as many as are wanted', () => {
  expect(mostVaried(features, 2)).toEqual([1, 2])
  expect(mostVaried(features, 16)).toEqual([1, 2, 0])
})
