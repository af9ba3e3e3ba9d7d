import { nearest, type Task, UsageError } from '@dfpir/core'
import { type EvaluationCase, type EvaluationSet, pairSet } from '@dfpir/evaluation'
import type { Restorer } from '@dfpir/inference'
import { commonDamage, type DamagePrompt, promptForDamage } from './damage.js'
import { degradedPictures } from './degraded-pictures.js'
import { promptOf } from './read-models.js'

/** A picture of the figure, to be read, and what restorers are told of it. */
export interface PlannedRow {
  readonly label: string
  readonly task?: EvaluationSet['task']
  readonly sigma?: number
  read(): Promise<EvaluationCase>
}

/** A restorer as the figure calls it. */
export interface NamedRestorer {
  readonly label: string
  readonly restorer: Restorer
}

export interface PlanRowsOptions {
  /** A folder of clean photographs, which are degraded. */
  data?: string
  /** In its place, a folder of degraded photographs and one of the clean ones. */
  input?: string
  target?: string
  /** What happened to the inputs. */
  task?: Task
  /** Names of pictures in the folder, for the rows in their order. */
  picture: readonly string[]
  seed: number
}

/** Pictures where no prompt says how many. */
const usualRows = 3

/**
 * The figure's rows, from what the command line says.
 *
 * @throws UsageError for folders that are missing or do not go together, for prompts that a model lacks and for pictures
 *   that are not in the folder; DataError for a folder without images
 */
export async function planRows(
  prompts: readonly string[],
  options: PlanRowsOptions,
  restorers: readonly NamedRestorer[],
): Promise<PlannedRow[]> {
  const { data, input, target } = options
  if (data !== undefined && input === undefined && target === undefined)
    return rowsOfData(data, prompts, options, restorers)
  if (data === undefined && input !== undefined && target !== undefined) return rowsOfPairs(input, target, options)
  throw new UsageError('figure visual takes either --data, or --input and --target')
}

async function rowsOfData(
  folder: string,
  given: readonly string[],
  { seed, picture }: PlanRowsOptions,
  restorers: readonly NamedRestorer[],
): Promise<PlannedRow[]> {
  const prompts = given.length > 0 ? given.map(name => namedDamage(name, restorers)) : usualDamage(restorers)
  return Promise.all(
    prompts.map(async (prompt, row) => {
      const set = await degradedPictures(folder, prompt, seed)
      const index = picture.length > 0 ? placeOf(picture[row % picture.length], set) : row % set.names.length
      return plannedRow(prompt.name, set, index)
    }),
  )
}

async function rowsOfPairs(input: string, target: string, { task, picture }: PlanRowsOptions): Promise<PlannedRow[]> {
  const set = await pairSet(input, target, { task })
  const places =
    picture.length > 0 ? picture.map(name => placeOf(name, set)) : [...set.names.keys()].slice(0, usualRows)
  return places.map(index => plannedRow(set.names[index], set, index))
}

function plannedRow(label: string, set: EvaluationSet, index: number): PlannedRow {
  return { label, task: set.task, sigma: set.sigma, read: () => set.read(index) }
}

/** The prompt of the first model; the others must have one for it, too. */
function namedDamage(name: string, [{ label, restorer }, ...others]: readonly NamedRestorer[]): DamagePrompt {
  const prompt = promptOf({ label, prompts: restorer.prompts }, name)
  for (const other of others) promptForDamage(other.restorer, prompt)
  return prompt
}

/** Of what all models undo: one per task, or all where there is one task alone. */
function usualDamage(restorers: readonly NamedRestorer[]): readonly DamagePrompt[] {
  const common = commonDamage(restorers.map(({ restorer }) => restorer))
  const tasks = [...new Set(common.map(({ task }) => task))]
  if (tasks.length > 1) return tasks.map(task => middle(common.filter(prompt => prompt.task === task)))
  if (common.length > 0) return common
  throw new UsageError('the models have no task in common')
}

function middle<T>(items: readonly T[]): T {
  return items[Math.floor((items.length - 1) / 2)]
}

function placeOf(name: string, { names }: EvaluationSet): number {
  const index = names.indexOf(name)
  if (index >= 0) return index
  const near = nearest(name, names)
  throw new UsageError(`there is no picture ${name} in the folder`, { hint: near && `Did you mean ${near}?` })
}
