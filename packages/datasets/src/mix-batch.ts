import { Random } from '@dfpir/core'

/** The data of one training step. */
export interface Batch {
  /** Degraded patches, 0 … 1. */
  readonly input: Float32Array // [batch, patch, patch, 3]
  /** Clean patches, 0 … 1. */
  readonly target: Float32Array // [batch, patch, patch, 3]
  /** The name of each patch's prompt, such as `denoise-25`. */
  readonly prompts: readonly string[] // [batch]
}

/** Shares of samples that are mixed with another sample of their batch; together at most 1. */
export interface MixOptions {
  /**
   * The share of samples that MixUp (Zhang et al., 2018) averages with another one, with weights λ and 1 − λ.
   *
   * @default 0
   */
  readonly mixup?: number
  /**
   * The share of samples that CutMix (Yun et al., 2019) covers with a square of another one, of the area 1 − λ.
   *
   * @default 0
   */
  readonly cutmix?: number
}

/** Writes a mixture of the values of two samples to `mixed`, which has those of `own` already. */
type Mix = (mixed: Float32Array, own: Float32Array, other: Float32Array) => void

/**
 * Mixes samples of a batch with others of the same prompt, input and target alike, so that the target stays what the input
 * is without its damage. λ is uniform. A sample whose prompt no other one has stays as it is.
 *
 * @param step with the seed, the source of all randomness
 */
export function mixBatch(
  batch: Batch,
  step: number,
  { patch, seed, mixup = 0, cutmix = 0 }: MixOptions & { readonly patch: number; readonly seed: number },
): Batch {
  if (mixup + cutmix === 0) return batch
  const { prompts } = batch
  const [input, target] = [batch.input.slice(), batch.target.slice()]
  const size = patch * patch * 3
  for (const [index, prompt] of prompts.entries()) {
    const random = Random.derive(seed, 'mix', step, index)
    const choice = random.uniform()
    if (choice >= mixup + cutmix) continue
    const others = [...prompts.keys()].filter(other => other !== index && prompts[other] === prompt)
    if (others.length === 0) continue
    const other = random.pick(others)
    const mix = choice < mixup ? average(random) : cover(patch, random)
    const part = (values: Float32Array, at: number) => values.subarray(at * size, (at + 1) * size)
    mix(part(input, index), part(batch.input, index), part(batch.input, other))
    mix(part(target, index), part(batch.target, index), part(batch.target, other))
  }
  return { input, target, prompts }
}

function average(random: Random): Mix {
  const weight = random.uniform()
  return (mixed, own, other) => {
    for (let i = 0; i < mixed.length; i++) mixed[i] = weight * own[i] + (1 - weight) * other[i]
  }
}

function cover(patch: number, random: Random): Mix {
  const side = Math.round(patch * Math.sqrt(random.uniform()))
  const [x, y] = [random.integer(patch - side + 1), random.integer(patch - side + 1)]
  return (mixed, _, other) => {
    for (let row = y; row < y + side; row++) {
      const from = (row * patch + x) * 3
      mixed.set(other.subarray(from, from + side * 3), from)
    }
  }
}
