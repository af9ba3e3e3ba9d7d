import { isAbsolute, join, relative } from 'node:path'
import { DataError } from '@dfpir/core'
import { parseTrainingConfig } from '@dfpir/trainer'
import type { Job } from 'bullmq'
import { z } from 'zod'
import { identifyTrial } from '../expand-trials.js'
import type { TrialTask } from '../run-trial.js'
import { evaluationSchema } from '../sweep-schema.js'
import { type TrialResult, trialFolder } from '../trial-result.js'

const content = z.record(z.string(), z.unknown())

const jobSchema = z.strictObject({
  trial: z.strictObject({
    id: z.string().regex(/^[0-9a-f]{16}$/),
    name: z.string(),
    overrides: content,
    seed: z.int().min(0),
    networkCode: z
      .string()
      .regex(/^[0-9a-f]{64}$/)
      .optional(),
    content,
  }),
  evaluate: evaluationSchema,
})

/** The data of a job. */
export type QueuedTrial = z.infer<typeof jobSchema>

/** The progress of a job. */
export interface TrialProgress {
  readonly step: number
  readonly total: number
}

export type TrialJob = Job<QueuedTrial, TrialResult>

/** The folders of a worker. */
export interface WorkerFolders {
  /** The folder for trials, which all workers of a queue share. */
  readonly folder: string
  /** The folder that paths in trials are relative to and must be in. */
  readonly root: string
}

/**
 * Converts a job to a task. A worker runs only trials of a sweep, reads only in `root`, and writes only in `folder`.
 *
 * @throws DataError for any other job in the queue
 */
export async function taskOf(data: unknown, { folder, root }: WorkerFolders): Promise<TrialTask> {
  const result = jobSchema.safeParse(data)
  if (!result.success) throw new DataError(`the job is not a trial: ${z.prettifyError(result.error)}`)
  const { trial, evaluate } = result.data
  const expected = await identifyTrial(trial.content)
  if (trial.networkCode !== expected.networkCode) {
    throw new DataError(`the code of the job's network differs from the one that this worker registered`, {
      hint: 'Start the worker with the module that the sweep was queued with.',
    })
  }
  if (trial.id !== expected.id) throw new DataError(`the job's trial ${trial.id} has the content of ${expected.id}`)
  for (const path of pathsOf(result.data, root)) requireBelow(path, root)
  return { trial, evaluate, root, folder: trialFolder(folder, trial.id) }
}

/** Every path that a trial reads, absolute. */
function pathsOf({ trial, evaluate }: QueuedTrial, root: string): string[] {
  const config = parseTrainingConfig({ ...trial.content, output: '.' }, root)
  const { data, validate, from, prompts } = config
  const absolute = [...data, ...(validate?.data ?? [])].flatMap(placesOf)
  const measured = (evaluate.data ?? []).flatMap(placesOf).map(path => (isAbsolute(path) ? path : join(root, path)))
  return [...absolute, ...measured, ...(from === undefined ? [] : [from]), ...encoderOf(prompts?.encoder)]
}

/** An encoder that is not on disk would be downloaded from a hub. */
function encoderOf(encoder: string | undefined): string[] {
  if (encoder === undefined || isAbsolute(encoder)) return encoder === undefined ? [] : [encoder]
  throw new DataError(`workers download nothing, but the encoder ${encoder} is not a folder in the root`)
}

type Entry = Readonly<Partial<Record<'clean' | 'input' | 'target' | 'root' | 'list', string>>>

function placesOf({ clean, input, target, root, list }: Entry): string[] {
  return [clean, input, target, root, list].flatMap(path => path ?? [])
}

function requireBelow(path: string, root: string): void {
  const way = relative(root, path)
  if (way !== '..' && !/^\.\.[\\/]/.test(way) && !isAbsolute(way)) return
  throw new DataError(`the trial reads ${path}, which is outside this worker's root ${root}`, {
    hint: 'Start the worker with another --root, and use paths in the sweep that are relative to its root.',
  })
}
