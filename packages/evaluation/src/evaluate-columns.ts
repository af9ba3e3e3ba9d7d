import {
  type EvaluateSetOptions,
  type EvaluationResult,
  evaluateSet,
  type ImageScores,
  type MeasuredPictures,
  type Restoring,
} from './evaluate-set.js'
import type { EvaluationSet } from './evaluation-set.js'
import { meanOf, type Scores } from './scores.js'

interface Column {
  readonly title: string
  /** The number of pictures in published scores, if known; scores on another number are not comparable. */
  readonly expected?: number
}

/** A set and its title in tables. */
export interface NamedSet extends Column {
  /** Nothing where the data set is missing. */
  readonly set?: EvaluationSet
}

/** The scores of a set. */
export interface ScoredSet extends Column {
  /** Nothing where the data set is missing. */
  readonly result?: EvaluationResult
}

/** Means over sets, with equal weights. */
export interface Average extends Scores {
  readonly input: Scores
  readonly blind?: Scores
}

export interface EvaluateColumnsOptions extends Omit<EvaluateSetOptions, 'onPictures'> {
  /** Called with the pictures, the title of their set, and their scores. */
  onPictures?(pictures: MeasuredPictures, title: string, scores: ImageScores): Promise<void>
}

/**
 * {@link evaluateSet} for several sets in turn. Skips missing sets. `onImage` receives the number of completed pictures
 * of all sets.
 *
 * @param restoringFor returns the restorations for a set
 */
export async function evaluateColumns(
  columns: readonly NamedSet[],
  restoringFor: (set: EvaluationSet) => Restoring,
  { onImage, onPictures, ...options }: EvaluateColumnsOptions = {},
): Promise<ScoredSet[]> {
  const scored: ScoredSet[] = []
  let before = 0
  for (const { set, ...column } of columns) {
    const { title } = column
    if (set) {
      const result = await evaluateSet(set, restoringFor(set), {
        ...options,
        onImage: (scores, done) => onImage?.(scores, before + done),
        onPictures: onPictures && ((pictures, scores) => onPictures(pictures, title, scores)),
      })
      scored.push({ ...column, result })
      before += set.names.length
    } else scored.push(column)
  }
  return scored
}

/** The number of pictures in all sets. */
export function picturesIn(columns: readonly NamedSet[]): number {
  return columns.reduce((sum, { set }) => sum + (set?.names.length ?? 0), 0)
}

/** The titles of sets without scores: the data set is missing, or none of its pictures could be measured. */
export function missingTitles(columns: readonly ScoredSet[]): string[] {
  return columns.filter(({ result }) => !result || result.images.length === 0).map(({ title }) => title)
}

/** The means over all sets; undefined if a set has no scores, so an average never omits a set. */
export function averageOf(columns: readonly ScoredSet[]): Average | undefined {
  if (columns.length === 0 || missingTitles(columns).length > 0) return undefined
  const results = columns.flatMap(({ result }) => result ?? [])
  const blind = results.flatMap(result => result.blind ?? [])
  return {
    ...meanOf(results),
    input: meanOf(results.map(({ input }) => input)),
    ...(blind.length === results.length && { blind: meanOf(blind) }),
  }
}
