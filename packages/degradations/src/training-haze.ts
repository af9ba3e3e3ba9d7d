import type { Random } from '@dfpir/core'
import type { HazeValues } from './haze.js'

/**
 * Draws haze as RESIDE's indoor set has it (Li et al., Benchmarking Single-Image Dehazing and Beyond, IEEE TIP 2019) for
 * depths whose farthest is 1: β of 0.6 to 1.8, here somewhat wider, and grey air of 0.7 to 1. One in five is cast warm or
 * cold by up to 6 %.
 */
export function drawHaze(random: Random): Omit<HazeValues, 'nearest'> {
  const beta = random.uniform(0.5, 1.9)
  const airlight = random.uniform(0.7, 1)
  const warmth = random.uniform() < 0.2 ? random.uniform(-0.06, 0.06) : 0
  return { beta, airlight, warmth }
}
