import { averageOf, missingTitles } from './evaluate-columns.js'
import type { EvaluationResult } from './evaluate-set.js'
import type { Evaluation, ModelScores } from './score-table.js'
import { version } from './version.js'

/** A result as plain data, with failures as texts. In JSON, an infinite PSNR is `null`. */
export function resultJson({ failed, ...scores }: EvaluationResult) {
  return { ...scores, failed: failed.map(({ name, error }) => ({ name, error: error.message })) }
}

/**
 * Scores on several sets as plain data: for one model at the top level, for several as `models`. `average` is `null` if
 * a set is missing.
 */
export function evaluationJson({ models, averaged, published, ...settings }: Evaluation) {
  const all = models.map(model => modelJson(model, averaged))
  return {
    ...(all.length === 1 ? all[0] : { models: all }),
    ...settingsJson(settings),
    ...(published && { published }),
  }
}

/** The settings that scores depend on, in addition to the models and pictures. */
export function settingsJson({ protocol, seed }: Pick<Evaluation, 'protocol' | 'seed'>) {
  return { protocol, seed, version }
}

function modelJson({ model, columns, run }: ModelScores, averaged: boolean) {
  return {
    model,
    ...(run && { run }),
    sets: columns.map(({ result, ...column }) => ({ ...column, ...(result && resultJson(result)) })),
    missing: missingTitles(columns),
    ...(averaged && { average: averageOf(columns) ?? null }),
  }
}
