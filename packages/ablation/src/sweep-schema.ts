import { dataEntry, sigmaLevels } from '@dfpir/trainer'
import { z } from 'zod'

const count = z.int().positive()
const overrides = z.record(z.string(), z.unknown())

const entry = dataEntry.pick({ task: true, clean: true, input: true, target: true, layout: true, root: true }).extend({
  /** Noise levels of the denoise task, of 255: a set of each. */
  sigma: sigmaLevels.optional(),
  /**
   * What tables call it.
   *
   * @default its task, level and folder
   */
  title: z.string().min(1).optional(),
  /** Measures the first ones only. */
  pictures: count.optional(),
})

/** What trials are measured on. */
export const evaluationSchema = z.strictObject({
  /** Sets of whole pictures, said as in a training file. */
  data: z.array(entry).min(1).optional(),
  /** The sets of a paper's table, below the sweep's root, in place of `data`. */
  suite: z.enum(['table1', 'table2', 'single-task']).optional(),
  /** Which noise, rain and so on clean photographs get. */
  seed: z.int().min(0).default(0),
  /** Cuts pictures down to the middle part whose sides are multiples of this. */
  crop: count.default(16),
})

/** A sweep file. */
export const sweepSchema = z.strictObject({
  /** A sweep by name whose keys this file's stand before. */
  preset: z.string().optional(),
  /** The folder that paths of `base` and `evaluate` are relative to, itself relative to the file. */
  root: z.string().optional(),
  /** Where trials and reports go, relative to the file. */
  output: z.string().optional(),
  /** What the trials have in common: the content of a training file. */
  base: overrides,
  /** A list of values for each key, every combination of which is tried. */
  sweep: overrides.optional(),
  /** Named overrides; with `sweep` too, each is tried with every combination. */
  trials: z
    .array(z.looseObject({ name: z.string().min(1) }))
    .min(1)
    .optional(),
  /** Each trial is trained once with each. */
  seeds: z.array(z.int().min(0)).min(1).optional(),
  /** What trials are measured on; a list is `data`. */
  evaluate: z.preprocess(value => (Array.isArray(value) ? { data: value } : value), evaluationSchema).optional(),
})

export type RawSweep = z.infer<typeof sweepSchema>

export type EvaluationOptions = z.infer<typeof evaluationSchema>

export type EvaluationEntry = z.infer<typeof entry>
