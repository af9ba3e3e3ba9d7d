import type { Task } from '@dfpir/core'
import type { Condition, Detection } from './detection.js'
import { percent } from './percent.js'

/** A model's prompts, as far as blind mode asks for them. */
type PromptTable = readonly { readonly task: Task }[]

/** What blind mode does with a picture: restores it in this way, or leaves it alone for this reason. */
export type BlindChoice =
  | { readonly detection: Detection; readonly task: Task; readonly sigma?: number; readonly reason?: undefined }
  | { readonly detection: Detection; readonly task?: undefined; readonly sigma?: undefined; readonly reason: string }

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
 * A picture is restored when the detector names a task for it and the table has a prompt for that; noise at the level
 * that was found, unless one is given.
 */
export function chooseBlind(detection: Detection, table: PromptTable, given?: number): BlindChoice {
  const { task } = detection
  if (task !== undefined && table.some(prompt => prompt.task === task)) {
    return { detection, task, sigma: task === 'denoise' ? (given ?? detection.sigma) : undefined }
  }
  return { detection, reason: whyNot(detection, table) }
}

function whyNot(detection: Detection, table: PromptTable): string {
  const { task, condition, confidence } = detection
  if (condition === 'clean') return `nothing to repair was found (${percent(confidence)} sure)`
  if (condition === 'unknown') return `what is wrong with it is unknown (${percent(confidence)} sure)`
  if (task === undefined) return `what is wrong with it is not sure enough (${found(detection)})`
  const tasks = [...new Set(table.map(prompt => prompt.task))]
  return `${found(detection)}, but the model has no prompt for ${task}, only for ${tasks.join(', ')}`
}

/** What was found, and how sure that is: `rain, 97 % sure`. */
export function found({ condition, confidence }: Detection): string {
  return `${names[condition]}, ${percent(confidence)} sure`
}
