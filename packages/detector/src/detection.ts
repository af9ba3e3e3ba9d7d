import { type Task, tasks } from '@dfpir/core'

/** A kind of damage: one that a task repairs, or an unknown one. */
export type Damage = Task | 'unknown'

/** All kinds of damage, in the order of the network's outputs. */
export const damages: readonly Damage[] = [...tasks, 'unknown']

/** The condition of a picture: damaged or clean. */
export type Condition = Damage | 'clean'

/** All conditions. */
export const conditions: readonly Condition[] = [...tasks, 'clean', 'unknown']

/** The order in which damage is repaired: noise first, darkness last (decision 049). */
export const repairOrder: readonly Task[] = ['denoise', 'derain', 'dehaze', 'deblur', 'lowlight']

/** The result of a detection. */
export interface Detection {
  /**
   * The probability of each kind of damage. Several can occur together, so the sum may exceed 1. `clean` is the
   * probability that there is none, assuming that they are independent.
   */
  readonly probabilities: Readonly<Record<Condition, number>>
  /** The most probable of `tasks`; without tasks, the most probable condition. */
  readonly condition: Condition
  /** The probability of that condition. */
  readonly confidence: number
  /** The standard deviation of the noise on the scale 0 … 255; meaningful only if there is noise. */
  readonly sigma: number
  /** The condition if it should be repaired; undefined if the picture should be left unchanged. */
  readonly task: Task | undefined
  /** All damage to repair, in the order of repair. */
  readonly tasks: readonly Task[]
}

/** The network's outputs for a picture. */
export interface DetectorOutputs {
  /** Log-odds, in the order of {@link damages}. */
  readonly logits: ArrayLike<number>
  /** Natural logarithm of the noise's standard deviation on the scale 0 … 255. */
  readonly logSigma: number
}

/** The minimum probability of damage for a repair, chosen on photographs that the network was not trained on. */
export type Thresholds = Readonly<Record<Task, number>>

/** Interprets the network's outputs. */
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
