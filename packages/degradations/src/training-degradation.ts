import { additiveRain } from './additive-rain.js'
import { darkScene } from './dark-scene.js'
import type { Degradation } from './degradation.js'
import { movingScene } from './moving-scene.js'
import { taskDegradation } from './task-degradation.js'
import { sceneHaze } from './training-haze.js'

/** More varied damage in addition to a kind's, and its share of the patches. */
const wider = {
  derain: { degradation: additiveRain, share: 0.75 },
  dehaze: { degradation: sceneHaze, share: 0.75 },
  deblur: { degradation: movingScene, share: 0.6 },
  lowlight: { degradation: darkScene, share: 0.7 },
} as const

/**
 * The degradation that training applies to clean photographs for a task: {@link taskDegradation}, whose ranges match
 * the benchmarks, mixed with more varied damage ({@link additiveRain}, {@link sceneHaze}, {@link movingScene} and
 * {@link darkScene}).
 *
 * @throws UsageError for any other task
 */
export function trainingDegradation(task: 'derain' | 'dehaze' | 'deblur' | 'lowlight'): Degradation {
  const narrow = taskDegradation(task)
  const { degradation, share } = wider[task]
  return {
    name: task,
    apply: (picture, random) => (random.uniform() < share ? degradation : narrow).apply(picture, random),
  }
}
