import { must, trainingEntry } from '@dfpir/datasets'
import { vocabularyNames } from '@dfpir/prompts'
import { z } from 'zod'
import { lossTerms } from './losses.js'
import { scheduleSchema } from './schedule.js'

const count = z.int().positive()
const rate = z.number().positive()
const decay = z.number().min(0).lt(1)

const validation = z.strictObject({
  /** Steps between two validations. */
  every: count,
  data: z.array(trainingEntry).min(1),
  /** Side of the square patches that are compared. */
  patch: count.default(128),
  /** Patches of each entry. */
  patches: count.default(8),
})

const prompts = z.strictObject({
  /** How the tasks are put into words. */
  vocabulary: z.enum(vocabularyNames).default('detailed'),
  /** What makes the embeddings: a folder with CLIP's text model, or its id on a hub; fixed ones when left out. */
  encoder: z.string().min(1).optional(),
})

const lossFactors = z
  .partialRecord(z.enum(lossTerms), z.number().positive())
  .refine(factors => Object.keys(factors).length > 0, { message: 'must have at least one term' })

const phase = { patch: count, batch: count, learningRate: rate, steps: count.optional(), epochs: count.optional() }

/** A training file. */
export const trainingSchema = z.strictObject({
  /** Keys of the network; those of `from` when left out, else the paper's. */
  model: z.record(z.string(), z.unknown()).optional(),
  init: z.enum(['reference', 'identity']).default('reference'),
  /** Weights to begin with, of any kind of file. */
  from: z.string().optional(),
  /** Weights that stay as they are, by published names with `*` for anything. */
  freeze: z.array(z.string()).default([]),
  data: z.array(trainingEntry).min(1),
  /** Those of `from`, else fixed embeddings of the detailed texts, when left out. */
  prompts: prompts.optional(),
  ...phase,
  patch: phase.patch.default(128),
  batch: phase.batch.default(5),
  learningRate: phase.learningRate.default(1e-4),
  /** A term, or the factors of several. */
  loss: z
    .union([z.enum(lossTerms), lossFactors], must(`one of ${lossTerms.join(', ')}, or factors of these`))
    .default('l1'),
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
  schedule: scheduleSchema.default({ type: 'cosine', per: 'step' }),
  /** Steps over which the learning rate rises from 0. */
  warmup: z.int().min(0).default(0),
  /** The lowest learning rate of the schedule. */
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

export type PromptOptions = z.infer<typeof prompts>

export type ValidationOptions = z.infer<typeof validation>
