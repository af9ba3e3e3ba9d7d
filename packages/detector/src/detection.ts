import { type Task, tasks } from '@dfpir/core'

/** What a picture can be damaged by: what a task repairs, or something else. */
export type Damage = Task | 'unknown'

/** Every damage, in the order of the network's outputs. */
export const damages: readonly Damage[] = [...tasks, 'unknown']

/** What can be the matter with a picture: a damage, or nothing. */
export type Condition = Damage | 'clean'

/** Every condition. */
export const conditions: readonly Condition[] = [...tasks, 'clean', 'unknown']

/** The order in which damage is repaired: noise first, darkness last (decision 049). */
export const repairOrder: readonly Task[] = ['denoise', 'derain', 'dehaze', 'deblur', 'lowlight']

/** What was found in a picture. */
export interface Detection {
  /**
   * How likely each damage is, whatever else there is, so that their sum can be above 1; `clean` is how likely there is
   * none, if they are independent of each other.
   */
  readonly probabilities: Readonly<Record<Condition, number>>
  /** The most probable of the tasks that are to be done; without one, the most probable condition. */
  readonly condition: Condition
  /** The probability of that condition. */
  readonly confidence: number
  /** Standard deviation of the noise on the scale 0 … 255. It means something where there is noise. */
  readonly sigma: number
  /** The condition, where that is to be repaired; undefined where the picture is best left alone. */
  readonly task: Task | undefined
  /** Everything that is to be repaired, in the order in which it is. */
  readonly tasks: readonly Task[]
}

/** What the network gives for a picture. */
export interface DetectorOutputs {
  /** Log-odds, in the order of {@link damages}. */
  readonly logits: ArrayLike<number>
  /** Natural logarithm of the noise's standard deviation on the scale 0 … 255. */
  readonly logSigma: number
}

/** How probable a damage must be to be repaired; chosen on photographs that the network was not trained on. */
export type Thresholds = Readonly<Record<Task, number>>

/** What the network's outputs mean. */
export function toDetection({ logits, logSigma }: DetectorOutputs, thresholds: Thresholds): Detection {
  const shares = damages.map((name, i) => [name, 1 / (1 + Math.exp(-logits[i]))] as const)
  const clean = shares.reduce((product, [, share]) => product * (1 - share), 1)
  const probabilities = { ...Object.fromEntries(shares), clean } as Detection['probabilities']
  const found = repairOrder.filter(task => probabilities[task] >= thresholds[task])
  const condition = mostProbable(found.length > 0 ? found : conditions, probabilities)
  return {
    probabilities,
    condition,
    confidence: probabilities[condition],
    sigma: Math.exp(logSigma),
    task: found.find(task => task === condition),
    tasks: found,
  }
}

function mostProbable(names: readonly Condition[], probabilities: Detection['probabilities']): Condition {
  return names.reduce((best, name) => (probabilities[name] > probabilities[best] ? name : best))
}
