import { must, trainingEntry } from '@dfpir/datasets'
import { vocabularyNames } from '@dfpir/prompts'
import { type DeviceChoice, devicePattern } from '@dfpir/tensorflow'
import { z } from 'zod'
import { lossTerms } from './losses.js'
import { scheduleSchema } from './schedule.js'

const count = z.int().positive()
const rate = z.number().positive()
const decay = z.number().min(0).lt(1)
const share = z.number().min(0).max(1)

const validation = z.strictObject({
  /** Number of steps between two validations. */
  every: count,
  data: z.array(trainingEntry).min(1),
  /** Side of the square validation patches. */
  patch: count.default(128),
  /** Number of patches per entry. */
  patches: count.default(8),
})

const prompts = z.strictObject({
  /** Vocabulary for the tasks. */
  vocabulary: z.enum(vocabularyNames).default('detailed'),
  /**
   * Source of the embeddings: a folder with CLIP's text model or a BERT model, or the id of a CLIP model on the hub.
   *
   * @default fixed embeddings
   */
  encoder: z.string().min(1).optional(),
})

const lossFactors = z
  .partialRecord(z.enum(lossTerms), z.number().positive())
  .refine(factors => Object.keys(factors).length > 0, { message: 'must have at least one term' })

const phase = { patch: count, batch: count, learningRate: rate, steps: count.optional(), epochs: count.optional() }

/** A training file. */
export const trainingSchema = z.strictObject({
  /** Keys of the network. @default those of `from`, or else the paper's */
  model: z.record(z.string(), z.unknown()).optional(),
  init: z.enum(['reference', 'identity', 'shuffled']).default('reference'),
  /** Initial weights, in any supported kind of file. */
  from: z.string().optional(),
  /** Weights that stay unchanged, by published names, with `*` for any text. */
  freeze: z.array(z.string()).default([]),
  data: z.array(trainingEntry).min(1),
  /** Prompts. @default those of `from`, or else fixed embeddings of the detailed texts */
  prompts: prompts.optional(),
  ...phase,
  patch: phase.patch.default(128),
  batch: phase.batch.default(5),
  learningRate: phase.learningRate.default(1e-4),
  /** A term, or factors of several terms. @default the published loss of the network, or else l1 */
  loss: z
    .union([z.enum(lossTerms), lossFactors], must(`one of ${lossTerms.join(', ')}, or factors of these`))
    .optional(),
  optimizer: z.enum(['adam', 'adamw', 'sgd']).default('adam'),
  betas: z.tuple([decay, decay]).default([0.9, 0.999]),
  epsilon: rate.default(1e-8),
  /** AdamW's λ, 0.01 by default, or the factor of SGD's penalty on the weights, 0 by default. */
  weightDecay: z.number().min(0).optional(),
  /** μ of SGD. @default 0.9 */
  momentum: decay.optional(),
  /** Whether SGD's momentum is Nesterov's. @default false */
  nesterov: z.boolean().optional(),
  /** Whether a batch's patches come from all entries of `data` or from one. */
  batches: z.enum(['mixed', 'separate']).default('mixed'),
  /** Share of samples that are averaged with another sample of the batch that has the same prompt. */
  mixup: share.default(0),
  /** Share of samples of which a square is replaced by that of such a sample. */
  cutmix: share.default(0),
  /** Maximum norm over all gradients. */
  clipNorm: rate.optional(),
  /** Decay of the moving average of the weights. */
  ema: decay.optional(),
  /** Number of batches that a step's gradient is averaged over. */
  accumulate: count.default(1),
  /** Whether to recompute each block's inner values for the derivative instead of keeping them. */
  recompute: z.boolean().default(false),
  schedule: scheduleSchema.default({ type: 'cosine', per: 'step' }),
  /** Number of steps over which the learning rate rises from 0. */
  warmup: z.int().min(0).default(0),
  /** The lowest learning rate of the schedule. */
  minLearningRate: z.number().min(0).default(1e-6),
  seed: z.int().min(0).default(0),
  saveEvery: count.default(500),
  validate: validation.optional(),
  output: z.string(),
  /** f32; bf16 on the processor; or f16 on an NVIDIA card. Weights and moments stay in f32. */
  precision: z.enum(['f32', 'bf16', 'f16']).default('f32'),
  /** Where steps run: `auto`, `cpu`, `cuda` or `cuda:N`. */
  device: z
    .custom<DeviceChoice>(
      name => typeof name === 'string' && devicePattern.test(name),
      must('auto, cpu, cuda or cuda:N'),
    )
    .default('auto'),
  /** Whether to run steps operation by operation on tfjs's eager backend instead of compiling them. */
  eager: z.boolean().default(false),
  threads: count.optional(),
  /** Number of threads that prepare batches ahead. With 0, this thread prepares them. */
  workers: z.int().min(0).max(64).default(1),
  finetune: z.strictObject(phase).partial().optional(),
})

export type RawConfig = z.infer<typeof trainingSchema>

export type PromptOptions = z.infer<typeof prompts>

export type ValidationOptions = z.infer<typeof validation>
