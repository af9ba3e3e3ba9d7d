import { noiseLevels, trainingEntry } from '@dfpir/datasets'
import { z } from 'zod'

const count = z.int().positive()
const overrides = z.record(z.string(), z.unknown())

const keys = { task: true, clean: true, input: true, target: true, layout: true, root: true } as const
const entry = trainingEntry.pick(keys).extend({
  /** The noise levels of the denoise task on the scale 0 … 255, with one set for each. */
  sigma: noiseLevels.optional(),
  /** The title in tables; by default the task, level and folder. */
  title: z.string().min(1).optional(),
  /** Uses only this many pictures, the first ones. */
  pictures: count.optional(),
})

/** The data that trials are evaluated on. */
export const evaluationSchema = z.strictObject({
  /** Sets of whole pictures, written as in a training file. */
  data: z.array(entry).min(1).optional(),
  /** The sets of a paper's table in the sweep's root, instead of `data`. */
  suite: z.enum(['table1', 'table2', 'single-task']).optional(),
  /** The seed of the degradations of clean photographs. */
  seed: z.int().min(0).default(0),
  /** Crops pictures in the middle to multiples of this number. */
  crop: count.default(16),
})

/** A sweep file. */
export const sweepSchema = z.strictObject({
  /** The name of a preset. This file's keys take precedence over it. */
  preset: z.string().optional(),
  /** The folder that paths of `base` and `evaluate` are relative to, itself relative to the file. */
  root: z.string().optional(),
  /** The folder for trials and reports, relative to the file. */
  output: z.string().optional(),
  /** The common part of the trials: the content of a training file. */
  base: overrides,
  /** A list of values for each key. All combinations are tried. */
  sweep: overrides.optional(),
  /** Named overrides; with `sweep` too, each is tried with every combination. */
  trials: z
    .array(z.looseObject({ name: z.string().min(1) }))
    .min(1)
    .optional(),
  /** The seeds. Each trial is trained once with each. */
  seeds: z.array(z.int().min(0)).min(1).optional(),
  /** The data that trials are evaluated on; a list is short for `data`. */
  evaluate: z.preprocess(value => (Array.isArray(value) ? { data: value } : value), evaluationSchema).optional(),
})

export type RawSweep = z.infer<typeof sweepSchema>

export type EvaluationOptions = z.infer<typeof evaluationSchema>

export type EvaluationEntry = z.infer<typeof entry>
