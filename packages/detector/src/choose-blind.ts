import type { Task } from '@dfpir/core'
import type { Condition, Detection } from './detection.js'

/** A model's prompts, as far as blind mode asks for them. */
type PromptTable = readonly { readonly task: Task }[]

/** What blind mode does with a picture: restores it by these tasks in their order, or leaves it alone for this reason. */
export type BlindChoice =
  | {
      readonly detection: Detection
      readonly tasks: readonly Task[]
      readonly sigma?: number
      readonly reason?: undefined
    }
  | { readonly detection: Detection; readonly tasks?: undefined; readonly sigma?: undefined; readonly reason: string }

/** What conditions are called in sentences. */
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
 * A picture is restored when the detector names tasks for it and the table has a prompt for one of them; noise at the
 * level that was found, unless one is given.
 */
export function chooseBlind(detection: Detection, table: PromptTable, given?: number): BlindChoice {
  const tasks = detection.tasks.filter(task => table.some(prompt => prompt.task === task))
  if (tasks.length === 0) return { detection, reason: whyNot(detection, table) }
  return { detection, tasks, sigma: tasks.includes('denoise') ? (given ?? detection.sigma) : undefined }
}

function whyNot(detection: Detection, table: PromptTable): string {
  const { task, condition, confidence } = detection
  if (condition === 'clean') return `nothing to repair was found (${percent(confidence)} sure)`
  if (condition === 'unknown') return `what is wrong with it is unknown (${percent(confidence)} sure)`
  if (task === undefined) return `what is wrong with it is not sure enough (${found(detection)})`
  const tasks = [...new Set(table.map(prompt => prompt.task))]
  return `${found(detection)}, but the model has no prompt for ${detection.tasks.join(' and ')}, only for ${tasks.join(', ')}`
}

/** What was found, and how sure that is: `rain, 97 % sure`, `darkness, 98 % sure, and noise, 80 % sure`. */
export function found({ tasks, condition, probabilities }: Detection): string {
  const damages: readonly Condition[] = tasks.length > 0 ? tasks : [condition]
  return damages.map(name => `${names[name]}, ${percent(probabilities[name])} sure`).join(', and ')
}

/** A share, 0 … 1, as people read it: `97 %`. Only what is certain is 100 %, and only what is impossible 0 %. */
export function percent(share: number): string {
  const whole = Math.round(100 * share)
  return `${share > 0 && share < 1 ? Math.min(99, Math.max(1, whole)) : whole} %`
}
