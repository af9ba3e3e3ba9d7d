import type { Random } from '@dfpir/core'
import { type Degradation, type FloatDegradation, onPictures } from './degradation.js'
import { addHaze, type HazeValues } from './haze.js'
import { madeDepth } from './made-depth.js'

/**
 * Draws haze like that of RESIDE's indoor set (Li et al., Benchmarking Single-Image Dehazing and Beyond, IEEE TIP 2019)
 * for depths of at most 1: β of 0.6 to 1.8, here 0.5 to 1.9, uniform in ratio, and air of 0.7 to 1.
 */
export function drawHaze(random: Random): Omit<HazeValues, 'nearest'> {
  return { beta: 0.5 * 3.8 ** random.uniform(), ...drawAir(random) }
}

/** Air of 0.7 to 1, half of it above 0.92. One in five has a warm or cold cast of up to 6 %. */
function drawAir(random: Random) {
  const airlight = 1 - 0.3 * random.uniform() ** 2
  const warmth = random.uniform() < 0.2 ? random.uniform(-0.06, 0.06) : 0
  return { airlight, warmth }
}

/**
 * Haze over a {@link madeDepth}, with β from 0.3 to 3, uniform in ratio. The farthest points keep 74 to 5 % of their
 * light, the nearest at least 30 %.
 */
export const sceneHaze: Degradation = {
  name: 'dehaze',
  apply: (picture, random) => {
    const values = { beta: 0.3 * 10 ** random.uniform(), nearest: random.uniform(0, 0.4), ...drawAir(random) }
    return onPictures(addMadeHaze)(picture, values, random)
  },
}

const addMadeHaze: FloatDegradation<HazeValues> = (image, values, random) => {
  const depth = madeDepth(image, random).data.map(value => values.nearest + (1 - values.nearest) * value)
  return addHaze(image, depth, values)
}
