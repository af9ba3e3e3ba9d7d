import { type Condition, conditions, toDetection } from '@dfpir/detector'
import type { Observation } from './observation.js'

/** A picture of one condition that was taken for another, with so much more in its logit than in the others'. */
export function observation(
  truth: Condition,
  taken: Condition,
  logit: number,
  more: Partial<Observation> = {},
): Observation {
  const logits = conditions.map(name => (name === taken ? logit : 0))
  const found = toDetection({ logits, logSigma: Math.log(more.sigma ?? 1) }, { temperature: 1, threshold: 0.5 })
  return { kind: truth, truth, found, ...more }
}
