import { type Task, UsageError } from '@dfpir/core'
import type { BlindChoice, Detection } from '@dfpir/detector'
import type { SelectPromptOptions } from './select-prompt.js'

/** Options of a single pass over a picture. */
export interface PassOptions extends SelectPromptOptions {
  /** Called with the number of finished tiles and their total, before the first tile and after each. */
  onProgress?: (done: number, total: number) => void
  /** Stops while waiting or reading, or between two tiles. The call then rejects with the signal's reason. */
  signal?: AbortSignal
}

export interface RestoreOptions extends Omit<PassOptions, 'task'> {
  /**
   * What to repair. With `auto`, a detector selects the tasks. Those for which the model has prompts are carried out; if
   * there are none, the picture is left alone.
   *
   * @default 'denoise', or the model's only task
   */
  task?: Task | 'auto'
  /** Several tasks in sequence, instead of `task` and `prompt`. */
  tasks?: readonly Task[]
  /** Called with `auto`, before the first tile, with the detection and the chosen tasks. */
  onDetection?: (choice: BlindChoice) => void
}

/** The passes over a picture. Without passes it is left alone. */
export interface PassPlan {
  readonly passes: readonly PassOptions[]
  /** The detection, with `auto`. */
  readonly detection?: Detection
  /** Why there are no passes. */
  readonly leftAlone?: string
}

/**
 * Plans how to restore a picture.
 *
 * @param choose examines the picture; called only with `auto`
 * @throws UsageError for contradictory options.
 */
export async function planPasses(
  { task, tasks, onDetection, ...pass }: RestoreOptions,
  choose: () => Promise<BlindChoice>,
): Promise<PassPlan> {
  if (tasks !== undefined) return { passes: passPerTask(tasks, pass) }
  if (task !== 'auto') return { passes: [{ ...pass, task }] }
  if (pass.prompt !== undefined) {
    throw new UsageError('the task auto detects the damage, and a prompt describes it: use only one of them')
  }
  const choice = await choose()
  onDetection?.(choice)
  const { detection, reason, sigma } = choice
  if (reason !== undefined) return { passes: [], detection, leftAlone: reason }
  return { passes: passPerTask(choice.tasks, { ...pass, sigma }), detection }
}

/** Creates a pass per task. Progress counts the tiles of all passes. */
function passPerTask(tasks: readonly Task[], { onProgress, ...options }: PassOptions): PassOptions[] {
  if (tasks.length === 0) throw new UsageError('the list of tasks is empty', { hint: noTasks })
  return tasks.map((task, pass) => ({
    ...options,
    task,
    prompt: undefined,
    onProgress: onProgress && ((done, total) => onProgress(pass * total + done, tasks.length * total)),
  }))
}

const noTasks = 'Name at least one task, or omit the list.'
