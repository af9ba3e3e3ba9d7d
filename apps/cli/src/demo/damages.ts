import type { Task } from '@dfpir/core'
import { type Degradation, gaussianNoise, taskDegradation } from '@dfpir/degradations'
import type { PhotographName } from './photographs.js'

/** A kind of damage, applied to one of the photographs. */
export interface DemoDamage {
  /** A short name for file names, such as `rain`. */
  readonly name: string
  /** The task that repairs it. */
  readonly task: Task
  readonly degradation: Degradation
  /** The photograph that shows it. */
  readonly photograph: PhotographName
}

/** Noise at three levels and one damage for each other task, each on a photograph that shows it well. */
export const demoDamages: readonly DemoDamage[] = [
  noise(15, 'french-alpine-landscape'),
  noise(25, 'airplane-from-above'),
  noise(50, 'allium-oreophilum'),
  taskDamage('rain', 'derain', 'airplane-from-above'),
  taskDamage('haze', 'dehaze', 'french-alpine-landscape'),
  taskDamage('blur', 'deblur', 'airplane-from-above'),
  taskDamage('darkness', 'lowlight', 'allium-oreophilum'),
]

function noise(sigma: number, photograph: PhotographName): DemoDamage {
  return { name: `noise-${sigma}`, task: 'denoise', degradation: gaussianNoise(sigma), photograph }
}

function taskDamage(name: string, task: Exclude<Task, 'denoise'>, photograph: PhotographName): DemoDamage {
  return { name, task, degradation: taskDegradation(task), photograph }
}

/** Returns the damages for whose task the model has a prompt. */
export function restorableDamages(prompts: readonly { readonly task: Task }[]): readonly DemoDamage[] {
  const tasks = new Set(prompts.map(({ task }) => task))
  return demoDamages.filter(({ task }) => tasks.has(task))
}
