import { type Task, UsageError } from '@dfpir/core'
import type { BlindChoice, Detection } from '@dfpir/detector'
import type { SelectPromptOptions } from './select-prompt.js'

/** How a picture is restored once. */
export interface PassOptions extends SelectPromptOptions {
  /** Called with the tiles done so far and their total: before the first tile and after each. */
  onProgress?: (done: number, total: number) => void
  /** Stops while waiting, reading, or between two tiles; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface RestoreOptions extends Omit<PassOptions, 'task'> {
  /**
   * What to repair. With `auto` a detector looks at the picture, which is then restored by the tasks that it calls for and
   * that the model has prompts for, or left alone.
   *
   * @default 'denoise', or the model's only task
   */
  task?: Task | 'auto'
  /** Several tasks, one after the other, in place of `task` and `prompt`. */
  tasks?: readonly Task[]
  /** Called under `auto` with what was detected and what will be done, before the first tile. */
  onDetection?: (choice: BlindChoice) => void
}

/** How often and how a picture is restored; without passes it is left alone. */
export interface PassPlan {
  readonly passes: readonly PassOptions[]
  /** What was detected, under `auto`. */
  readonly detection?: Detection
  /** Why there are no passes. */
  readonly leftAlone?: string
}

/**
 * Settles how a picture is restored.
 *
 * @param choose looks at the picture; called under `auto` alone
 * @throws UsageError for options that make no sense together.
 */
export async function planPasses(
  { task, tasks, onDetection, ...pass }: RestoreOptions,
  choose: () => Promise<BlindChoice>,
): Promise<PassPlan> {
  if (tasks !== undefined) return { passes: passPerTask(tasks, pass) }
  if (task !== 'auto') return { passes: [{ ...pass, task }] }
  if (pass.prompt !== undefined) {
    throw new UsageError('the task auto detects what to repair, and a prompt says it: leave one of them out')
  }
  const choice = await choose()
  onDetection?.(choice)
  const { detection, reason, sigma } = choice
  if (reason !== undefined) return { passes: [], detection, leftAlone: reason }
  return { passes: passPerTask(choice.tasks, { ...pass, sigma }), detection }
}

/** The progress of a pass counts the tiles of all. */
function passPerTask(tasks: readonly Task[], { onProgress, ...options }: PassOptions): PassOptions[] {
  if (tasks.length === 0) throw new UsageError('there is no task in the list of tasks', { hint: noTasks })
  return tasks.map((task, pass) => ({
    ...options,
    task,
    prompt: undefined,
    onProgress: onProgress && ((done, total) => onProgress(pass * total + done, tasks.length * total)),
  }))
}

const noTasks = 'Name at least one, or leave the list out.'
