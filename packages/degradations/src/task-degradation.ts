import { nearest, UsageError } from '@dfpir/core'
import type { Degradation } from './degradation.js'
import { hazeKind } from './haze.js'
import { type DegradationKind, degradationOf } from './kind.js'
import { lowLightKind } from './low-light.js'
import { motionBlurKind } from './motion-blur.js'
import { rainKind } from './rain.js'

const kinds: Readonly<Record<'derain' | 'dehaze' | 'deblur' | 'lowlight', DegradationKind>> = {
  derain: rainKind,
  dehaze: hazeKind,
  deblur: motionBlurKind,
  lowlight: lowLightKind,
}

/**
 * The degradation that a task reverses, for making benchmarks from clean photographs: the task's kind, with values
 * drawn for each picture from the kind's ranges. Its name is that of the task's prompt. (For noise, whose prompts name
 * its level, see `gaussianNoise`; for training, see `trainingDegradation`.)
 *
 * @throws UsageError for any other task
 */
export function taskDegradation(task: 'derain' | 'dehaze' | 'deblur' | 'lowlight'): Degradation {
  if (Object.hasOwn(kinds, task)) return degradationOf(kinds[task])
  const near = nearest(task, Object.keys(kinds))
  throw new UsageError(`there is no degradation for the task ${task}`, {
    hint: near === undefined ? `Use one of ${Object.keys(kinds).join(', ')}.` : `Did you mean ${near}?`,
  })
}
