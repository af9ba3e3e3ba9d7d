import { readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, resolve } from 'node:path'
import { DataError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import type { Evaluation, ModelScores, ScoredSet } from '@dfpir/evaluation'
import type { z } from 'zod'
import { evaluationJsonSchema, modelsSchema, resultSchema, setsSchema } from './evaluation-schema.js'

/** The scores of a million pictures are smaller than this. */
const largestBytes = 2 ** 28

/**
 * Reads `results.json` of `dfpir evaluate`, or its `--json` output.
 *
 * @throws DataError if the file cannot be read, is too large, or contains something else
 */
export async function readEvaluation(path: string): Promise<Evaluation> {
  const json = await readJson(path)
  if (isObject(json) && Array.isArray(json.trials)) throw sweepResults(path)
  const title = titleOf(path)
  const several = modelsSchema.safeParse(json)
  const models = several.success
    ? several.data.models.map(model => readModel(model, model.model, title))
    : [readModel(json, isObject(json) && typeof json.model === 'string' ? json.model : 'restored', title)]
  const known = models.flatMap(model => model ?? [])
  const around = evaluationJsonSchema.safeParse(json)
  if (known.length < models.length || !alike(known) || !around.success) {
    throw new DataError(`${path} contains no scores of dfpir evaluate`, {
      hint: 'Name a results.json of dfpir evaluate -o, or the output of dfpir evaluate --json.',
    })
  }
  const { published } = around.data
  return {
    models: known.map(({ scores }) => scores),
    averaged: known[0].averaged,
    ...(published && { published: { ...published, rows: published.rows.map(defined) } }),
  }
}

async function readJson(path: string): Promise<unknown> {
  try {
    const { size } = await stat(path)
    if (size > largestBytes) throw new DataError(`${path} has ${size} bytes, too many for a file of scores`)
    return JSON.parse(await readFile(path, 'utf8'))
  } catch (cause) {
    if (cause instanceof SyntaxError) throw new DataError(`${path} is not JSON: ${cause.message}`, { cause })
    throw cause instanceof DataError ? cause : readFailure(path, cause)
  }
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null
}

function sweepResults(path: string): DataError {
  return new DataError(`${path} contains results of a sweep whose folder has no sweep.json`, {
    hint: 'Name the folder. If sweep.json is missing there, run dfpir ablate to write it; finished trials do not run again.',
  })
}

/** Derives a title for a set without one. */
function titleOf(path: string): string {
  const name = basename(path, extname(path))
  return name === 'results' ? basename(dirname(resolve(path))) : name
}

/** Reads a model's scores on several sets, or on one unnamed set. */
function readModel(json: unknown, model: string, title: string) {
  const sets = setsSchema.safeParse(json)
  if (sets.success) return modelOf(model, sets.data.sets.map(readSet), sets.data.average !== undefined)
  const result = resultSchema.safeParse(json)
  return result.success ? modelOf(model, [readSet({ title, ...result.data })], false) : undefined
}

function modelOf(model: string, columns: readonly ScoredSet[], averaged: boolean) {
  const scores: ModelScores = { model, taskGiven: !columns.every(isBlindAlone), columns }
  return { scores, averaged }
}

/** Returns whether the scores are only those of blind mode. */
function isBlindAlone({ result }: ScoredSet): boolean {
  return result?.blind !== undefined && result.blind.gain === undefined && result.blind.psnr === result.psnr
}

function readSet(set: z.infer<typeof setsSchema>['sets'][number]): ScoredSet {
  const { title, expected } = set
  const column = { title, ...(expected !== undefined && { expected }) }
  if (!('images' in set)) return column
  const failed = set.failed.map(({ name, error }) => ({ name, error: new DataError(error) }))
  return { ...column, result: { ...set, failed } as ScoredSet['result'] }
}

/** Returns whether all models were measured on the same sets. */
function alike(models: readonly { readonly scores: ModelScores }[]): boolean {
  const titles = models.map(({ scores }) => JSON.stringify(scores.columns.map(({ title }) => title)))
  return new Set(titles).size === 1
}

type PublishedJson = NonNullable<z.infer<typeof evaluationJsonSchema>['published']>['rows'][number]

function defined({ scores, average, ...row }: PublishedJson) {
  return { ...row, scores: scores.map(each => each ?? undefined), average: average ?? undefined }
}
