import { darkScene } from './dark-scene.js'
import type { Degradation } from './degradation.js'
import { movingScene } from './moving-scene.js'
import { taskDegradation } from './task-degradation.js'

/** The damage of the world beside that of a kind, and its share of the patches. */
const wider = {
  deblur: { degradation: movingScene, share: 0.6 },
  lowlight: { degradation: darkScene, share: 0.7 },
} as const

/**
 * What training makes of clean photographs for a task: {@link taskDegradation}, whose ranges the benchmarks have, mixed
 * with wider damage for blur ({@link movingScene}) and low light ({@link darkScene}).
 */
export function trainingDegradation(task: 'derain' | 'dehaze' | 'deblur' | 'lowlight'): Degradation {
  const narrow = taskDegradation(task)
  if (task !== 'deblur' && task !== 'lowlight') return narrow
  const { degradation, share } = wider[task]
  return {
    name: task,
    apply: (picture, random) => (random.uniform() < share ? degradation : narrow).apply(picture, random),
  }
}
