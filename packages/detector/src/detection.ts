import { type Task, tasks } from '@dfpir/core'

/** What can be the matter with a picture: one of the tasks, nothing, or something that is none of them. */
export type Condition = Task | 'clean' | 'unknown'

/** Every condition, in the order of the network's outputs. */
export const conditions: readonly Condition[] = [...tasks, 'clean', 'unknown']

/** What was found in a picture. */
export interface Detection {
  /** How likely each condition is; their sum is 1. */
  readonly probabilities: Readonly<Record<Condition, number>>
  /** The most probable condition. */
  readonly condition: Condition
  /** The probability of that condition. */
  readonly confidence: number
  /** Standard deviation of the noise on the scale 0 … 255. It means something where the condition is `denoise`. */
  readonly sigma: number
  /** What to repair; undefined where the picture is best left alone: clean, unknown, or not sure enough. */
  readonly task: Task | undefined
}

/** What the network gives for a picture. */
export interface DetectorOutputs {
  /** Unscaled log-probabilities, in the order of {@link conditions}. */
  readonly logits: ArrayLike<number>
  /** Natural logarithm of the noise's standard deviation on the scale 0 … 255. */
  readonly logSigma: number
}

/** How outputs are read; both numbers were chosen on photographs that the network was not trained on. */
export interface Calibration {
  /** Logits are divided by it (Guo et al., On calibration of modern neural networks, ICML 2017). */
  readonly temperature: number
  /** A task that is less probable than this is not undertaken. */
  readonly threshold: number
}

/** What the network's outputs mean. */
export function toDetection({ logits, logSigma }: DetectorOutputs, { temperature, threshold }: Calibration): Detection {
  const shares = softmax(Array.from(logits, logit => logit / temperature))
  const best = shares.indexOf(Math.max(...shares))
  const condition = conditions[best]
  const confidence = shares[best]
  const repairable = condition !== 'clean' && condition !== 'unknown' && confidence >= threshold
  return {
    probabilities: Object.fromEntries(conditions.map((name, i) => [name, shares[i]])) as Detection['probabilities'],
    condition,
    confidence,
    sigma: Math.exp(logSigma),
    task: repairable ? condition : undefined,
  }
}

function softmax(logits: readonly number[]): number[] {
  const highest = Math.max(...logits)
  const powers = logits.map(logit => Math.exp(logit - highest))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map(power => power / sum)
}
