import type { Task } from '@dfpir/core'
import type { Condition, Detection } from './detection.js'

/** The part of a model's prompts that blind mode needs. */
type PromptTable = readonly { readonly task: Task }[]

/** The decision of blind mode: the tasks to restore a picture with, in order, or the reason to leave it unchanged. */
export type BlindChoice =
  | {
      readonly detection: Detection
      readonly tasks: readonly Task[]
      readonly sigma?: number
      readonly reason?: undefined
    }
  | { readonly detection: Detection; readonly tasks?: undefined; readonly sigma?: undefined; readonly reason: string }

/** The names of conditions in sentences. */
const names: Record<Condition, string> = {
  denoise: 'noise',
  derain: 'rain',
  dehaze: 'haze',
  deblur: 'blur',
  lowlight: 'darkness',
  clean: 'clean',
  unknown: 'unknown',
}

/**
 * Decides how to restore a picture. It is restored if the detector names tasks for it and the table has a prompt for
 * one of them. Noise is removed at the detected level, unless one is given.
 */
export function chooseBlind(detection: Detection, table: PromptTable, given?: number): BlindChoice {
  const tasks = detection.tasks.filter(task => table.some(prompt => prompt.task === task))
  if (tasks.length === 0) return { detection, reason: whyNot(detection, table) }
  return { detection, tasks, sigma: tasks.includes('denoise') ? (given ?? detection.sigma) : undefined }
}

function whyNot(detection: Detection, table: PromptTable): string {
  const { task, condition, confidence } = detection
  if (condition === 'clean') return `no damage detected (${percent(confidence)} sure)`
  if (condition === 'unknown') return `its damage is of an unknown kind (${percent(confidence)} sure)`
  if (task === undefined) return `the detection is too uncertain (${found(detection)})`
  const tasks = [...new Set(table.map(prompt => prompt.task))]
  return `${found(detection)}, but the model has no prompt for ${detection.tasks.join(' and ')}, only for ${tasks.join(', ')}`
}

/** Describes the detected damage and its confidence: `rain, 97 % sure`, `darkness, 98 % sure, and noise, 80 % sure`. */
export function found({ tasks, condition, probabilities }: Detection): string {
  const damages: readonly Condition[] = tasks.length > 0 ? tasks : [condition]
  return damages.map(name => `${names[name]}, ${percent(probabilities[name])} sure`).join(', and ')
}

/** Formats a share, 0 … 1, as `97 %`. Only 1 becomes 100 %, and only 0 becomes 0 %. */
export function percent(share: number): string {
  const whole = Math.round(100 * share)
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, whole)) : whole} %`
}
