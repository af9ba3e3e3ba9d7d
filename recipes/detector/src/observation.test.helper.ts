import type { Task } from '@dfpir/core'
import { damages, toDetection } from '@dfpir/detector'
import type { Observation } from './observation.js'

/** An observation in which tasks were found with certainty. */
export function observation(
  truth: readonly Task[],
  found: readonly Task[],
  more: Partial<Observation> = {},
): Observation {
  const logits = damages.map(damage => (found.includes(damage as Task) ? 5 : -5))
  const thresholds = { denoise: 0.5, derain: 0.5, dehaze: 0.5, deblur: 0.5, lowlight: 0.5 }
  const detection = toDetection({ logits, logSigma: Math.log(more.sigma ?? 1) }, thresholds)
  return { kind: truth.join('+') || 'clean', truth, found: detection, ...more }
}
