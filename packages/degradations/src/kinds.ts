import { nearest, UsageError } from '@dfpir/core'
import { defocusKind } from './defocus.js'
import { denoiseKind } from './gaussian-noise.js'
import { hazeKind } from './haze.js'
import { jpegKind } from './jpeg.js'
import type { DegradationKind } from './kind.js'
import { lowLightKind } from './low-light.js'
import { motionBlurKind } from './motion-blur.js'
import { rainKind } from './rain.js'
import { sensorNoiseKind } from './sensor-noise.js'

/** All kinds of degradations. */
export const kinds: readonly DegradationKind[] = [
  denoiseKind,
  sensorNoiseKind,
  rainKind,
  hazeKind,
  motionBlurKind,
  defocusKind,
  lowLightKind,
  jpegKind,
]

/**
 * Finds a kind by its name, or by its effect (`rain` for `derain`).
 *
 * @throws UsageError if there is none
 */
export function kindNamed(name: string): DegradationKind {
  const found = kinds.find(kind => kind.name === name || kind.effect === name)
  if (found) return found
  const names = kinds.map(kind => kind.name)
  const near = nearest(name, names)
  throw new UsageError(`there is no degradation ${name}`, {
    hint: near === undefined ? `Use one of ${names.join(', ')}.` : `Did you mean ${near}?`,
  })
}
