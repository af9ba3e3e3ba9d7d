import { tasks } from '@dfpir/core'
import { vocabularyNames } from '@dfpir/prompts'
import { z } from 'zod'
import { lossTerms } from './losses.js'

const count = z.int().positive()
const level = z.number().min(0).max(255)
const levels = z.array(level).min(1)

/** Noise levels of the denoise task, of 255: one or several. */
export const sigmaLevels = z.union([level, levels])
const rate = z.number().positive()
const decay = z.number().min(0).lt(1)

export const dataEntry = z.strictObject({
  task: z.enum(tasks),
  /** Noise levels of the denoise task, of 255: each sample draws one, or any in a range, and has one of the prompts. */
  sigma: z
    .union([sigmaLevels, z.strictObject({ from: level, to: level, prompts: levels.default([15, 25, 50]) })])
    .optional(),
  /** Kind of that noise on clean photographs. */
  noise: z.enum(['gaussian', 'sensor', 'practical']).optional(),
  /** Share of the patches of clean photographs that are saved as JPEGs after they are degraded. */
  jpeg: z.number().min(0).max(1).optional(),
  /** Shares of such patches that get a second damage, by its task. */
  also: z.partialRecord(z.enum(tasks), z.number().min(0).max(1)).optional(),
  /** The least factor by which such patches are shrunk once they are degraded. */
  shrink: z.number().positive().max(1).optional(),
  /** The greatest factor by which such patches are enlarged before. */
  enlarge: z.number().min(1).max(8).optional(),
  /** The greatest strength by which such patches' midtones are brightened. */
  brightness: z.number().min(1).max(8).optional(),
  /** The greatest factor of the strength of such patches' colours. */
  saturation: z.number().min(1).max(8).optional(),
  /** Share of such patches whose colour channels are put in another order. */
  recolour: z.number().min(0).max(1).optional(),
  /** Whether patches stay upright: mirrored at most, not turned. */
  upright: z.boolean().optional(),
  /** A folder of rendered layers of rain to add to clean photographs. */
  streaks: z.string().optional(),
  /** A folder of the depth maps of clean photographs, for haze. */
  depth: z.string().optional(),
  /** A folder of clean photographs, degraded while training. */
  clean: z.string().optional(),
  /** Folders of degraded photographs and their clean partners of the same names. */
  input: z.string().optional(),
  target: z.string().optional(),
  /** A dataset as it is downloaded, below `root`. */
  layout: z.string().optional(),
  root: z.string().optional(),
  /** A text file of pairs, or of clean photographs. */
  list: z.string().optional(),
  /** How often each photograph is visited in an epoch. */
  repeat: count.default(1),
})

const validation = z.strictObject({
  /** Steps between two validations. */
  every: count,
  data: z.array(dataEntry).min(1),
  /** Side of the square patches that are compared. */
  patch: count.default(128),
  /** Patches of each entry. */
  patches: count.default(8),
})

const prompts = z.strictObject({
  /** How the tasks are put into words. */
  vocabulary: z.enum(vocabularyNames).default('detailed'),
  /**
   * What makes the embeddings: a folder with CLIP's text model, or its id on a hub.
   *
   * @default fixed embeddings
   */
  encoder: z.string().min(1).optional(),
})

const lossFactors = z
  .partialRecord(z.enum(lossTerms), z.number().positive())
  .refine(factors => Object.keys(factors).length > 0, { message: 'expected at least one term' })

const phase = { patch: count, batch: count, learningRate: rate, steps: count.optional(), epochs: count.optional() }

/** A training file. */
export const trainingSchema = z.strictObject({
  /**
   * Keys of the network.
   *
   * @default those of `from`, otherwise the paper's
   */
  model: z.record(z.string(), z.unknown()).optional(),
  init: z.enum(['reference', 'identity']).default('reference'),
  /** Weights to begin with, of any kind of file. */
  from: z.string().optional(),
  /** Weights that stay as they are, by published names with `*` for anything. */
  freeze: z.array(z.string()).default([]),
  data: z.array(dataEntry).min(1),
  /**
   * The vocabulary and its embeddings.
   *
   * @default the prompts of `from`, otherwise fixed embeddings of the detailed texts
   */
  prompts: prompts.optional(),
  ...phase,
  patch: phase.patch.default(128),
  batch: phase.batch.default(5),
  learningRate: phase.learningRate.default(1e-4),
  /** A term, or the factors of several. */
  loss: z.union([z.enum(lossTerms), lossFactors]).default('l1'),
  optimizer: z.enum(['adam', 'adamw']).default('adam'),
  betas: z.tuple([decay, decay]).default([0.9, 0.999]),
  epsilon: rate.default(1e-8),
  /** AdamW's λ. */
  weightDecay: z.number().min(0).optional(),
  /** Whether a batch's patches come from all entries of `data` or from one. */
  batches: z.enum(['mixed', 'separate']).default('mixed'),
  /** The largest common norm of the gradients. */
  clipNorm: rate.optional(),
  /** Decay of the moving average of the weights. */
  ema: decay.optional(),
  /** How many batches a step's gradient is the mean of. */
  accumulate: count.default(1),
  /** Computes each block's inner values again for the derivative instead of keeping them. */
  recompute: z.boolean().default(false),
  schedule: z.enum(['cosine', 'constant']).default('cosine'),
  /** Steps over which the learning rate rises from 0. */
  warmup: z.int().min(0).default(0),
  /** The lowest learning rate of the cosine. */
  minLearningRate: z.number().min(0).default(1e-6),
  seed: z.int().min(0).default(0),
  saveEvery: count.default(500),
  validate: validation.optional(),
  output: z.string(),
  precision: z.enum(['f32', 'bf16']).default('f32'),
  /** Steps run operation by operation on tfjs's eager backend instead of compiled. */
  eager: z.boolean().default(false),
  threads: count.optional(),
  /** Threads that prepare batches ahead; 0 prepares them in this one. */
  workers: z.int().min(0).max(64).default(1),
  finetune: z.strictObject(phase).partial().optional(),
})

export type RawConfig = z.infer<typeof trainingSchema>

export type DataEntry = z.infer<typeof dataEntry>

export type PromptOptions = z.infer<typeof prompts>

export type ValidationOptions = z.infer<typeof validation>
