import { type Task, UsageError } from '@dfpir/core'
import {
  type Degradation,
  gaussianNoise,
  gaussianNoiseBetween,
  practicalNoise,
  sensorNoise,
  trainingDegradation,
} from '@dfpir/degradations'
import { damage, secondDegradation } from './training-damage.js'
import { isRange, type ParsedEntry, promptLevels } from './training-entry.js'
import type { PatchDamage, PatchDegradation } from './training-source.js'

/**
 * The damage of patches from an entry's clean photographs.
 *
 * @param rendered replaces the computed degradation if the entry names files for it
 * @throws UsageError when an entry for denoise has no noise level.
 */
export function damageOf(entry: ParsedEntry, rendered?: PatchDegradation): PatchDamage {
  const { task, noise, sigma, jpeg } = entry
  const measured = task === 'denoise' && (noise === 'practical' || isRange(sigma))
  const also = Object.entries(entry.also ?? {}) as [Task, number][]
  return damage({
    task,
    degradations: rendered ? [rendered] : degradationsOf(entry),
    prompts: measured ? promptLevels(sigma) : undefined,
    also: also.map(([other, share]) => ({ task: other, share, degradation: secondDegradation(other, task) })),
    jpeg,
  })
}

/**
 * The degradations of an entry's own task, of which each patch draws one.
 *
 * @throws UsageError when an entry for denoise has no noise level.
 */
export function degradationsOf(entry: ParsedEntry): readonly Degradation[] {
  return entry.task === 'denoise' ? noises(entry) : [trainingDegradation(entry.task)]
}

function noises({ sigma, noise = 'gaussian' }: ParsedEntry): readonly Degradation[] {
  const levels = promptLevels(sigma)
  if (levels.length === 0) {
    throw new UsageError('data for denoise needs noise levels, got none', {
      hint: 'Add them, for example sigma: [15, 25, 50].',
    })
  }
  const fixed = levels.map(noise === 'sensor' ? sensorNoise : gaussianNoise)
  if (noise === 'practical') return [practicalNoise]
  return isRange(sigma) ? [gaussianNoiseBetween(sigma.from, sigma.to)] : fixed
}

/**
 * The prompt of all pairs of an entry: the task's, or for noise the level's.
 *
 * @throws UsageError if noisy pairs have several levels
 */
export function pairPrompt({ task, sigma }: ParsedEntry): string {
  if (task !== 'denoise') return task
  const levels = promptLevels(sigma)
  if (levels.length === 1 && !isRange(sigma)) return gaussianNoise(levels[0]).name
  const given = isRange(sigma) ? `a range from ${sigma.from} to ${sigma.to}` : `sigma ${levels}`
  throw new UsageError(`noisy pairs need exactly one noise level, got ${given}`, {
    hint: 'Write a separate data entry for each level.',
  })
}
