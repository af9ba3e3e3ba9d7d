import type { Task } from '@dfpir/core'
import { type Degradation, gaussianNoise, taskDegradation } from '@dfpir/degradations'
import type { PhotographName } from './photographs.js'

/** Something that happens to one of the photographs. */
export interface DemoDamage {
  /** Short, as files are named by it: `rain`. */
  readonly name: string
  /** What undoes it. */
  readonly task: Task
  readonly degradation: Degradation
  /** The photograph that it is shown on. */
  readonly photograph: PhotographName
}

/** Noise of three levels and what each other task undoes, each on a photograph where it is seen well. */
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

/** Those that a model can undo: the ones whose task it has a prompt for. */
export function restorableDamages(prompts: readonly { readonly task: Task }[]): readonly DemoDamage[] {
  const tasks = new Set(prompts.map(({ task }) => task))
  return demoDamages.filter(({ task }) => tasks.has(task))
}
