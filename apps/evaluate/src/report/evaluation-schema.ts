import { z } from 'zod'

/** An empty mean and an infinite PSNR are `null` in JSON. */
const psnr = z
  .number()
  .nullable()
  .transform(value => value ?? Number.POSITIVE_INFINITY)
const ssim = z
  .number()
  .nullable()
  .transform(value => value ?? Number.NaN)

const similarity = z.object({ psnr, ssim })
const scores = similarity.extend({ luma: similarity.optional() })

const image = scores.extend({
  name: z.string(),
  input: scores,
  blind: scores.extend({ condition: z.string(), confidence: z.number(), leftAlone: z.boolean() }).optional(),
})

/** Scores on a set, as `resultJson` of `@dfpir/evaluation` returns them. */
export const resultSchema = scores.extend({
  images: z.array(image),
  failed: z.array(z.object({ name: z.string(), error: z.string() })),
  input: scores,
  blind: scores.extend({ leftAlone: z.number(), gain: z.number().optional() }).optional(),
})

const set = z.object({ title: z.string(), expected: z.number().optional() })

/** A model's scores on several sets. */
export const setsSchema = z.object({
  sets: z.array(z.union([set.extend(resultSchema.shape), set])).min(1),
  average: z.unknown().optional(),
})

const source = z.object({ name: z.string(), text: z.string() })
const figures = z.object({ psnr: z.number(), ssim: z.number() }).nullish()

/** The fields beside the models. */
export const evaluationJsonSchema = z.object({
  published: z
    .object({
      columns: z.array(z.string()),
      rows: z.array(z.object({ method: z.string(), scores: z.array(figures), average: figures, source })),
    })
    .optional(),
})

/** Several models with scores of any form. */
export const modelsSchema = z.object({ models: z.array(z.looseObject({ model: z.string() })).min(1) })
