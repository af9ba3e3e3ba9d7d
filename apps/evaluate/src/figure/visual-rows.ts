import { nearest, type Task, UsageError } from '@dfpir/core'
import { type EvaluationCase, type EvaluationSet, pairSet } from '@dfpir/evaluation'
import type { Restorer } from '@dfpir/inference'
import { commonDamage, type DamagePrompt, promptForDamage } from './damage.js'
import { degradedPictures } from './degraded-pictures.js'
import { promptOf } from './read-models.js'

/** A picture of the figure that is not yet read, and the damage that restorers repair. */
export interface PlannedRow {
  readonly label: string
  readonly task?: EvaluationSet['task']
  readonly sigma?: number
  read(): Promise<EvaluationCase>
}

/** A restorer and its label in the figure. */
export interface NamedRestorer {
  readonly label: string
  readonly restorer: Restorer
}

export interface PlanRowsOptions {
  /** A folder of clean photographs to degrade. */
  data?: string
  /** A folder of degraded photographs instead, with `target` for the clean ones. */
  input?: string
  target?: string
  /** The task that repairs the inputs. */
  task?: Task
  /** Names of pictures in the folder, in the order of the rows. */
  picture: readonly string[]
  seed: number
}

/** Number of rows if no prompts are named. */
const usualRows = 3

/**
 * Plans the figure's rows from the options.
 *
 * @throws UsageError for missing or mismatched folders, for prompts that a model lacks, and for pictures that are not in
 *   the folder; DataError for a folder without images
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
  throw new UsageError('figure visual needs either --data, or --input and --target')
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

/** Returns the first model's prompt. The others must have a prompt for its task too. */
function namedDamage(name: string, [{ label, restorer }, ...others]: readonly NamedRestorer[]): DamagePrompt {
  const prompt = promptOf({ label, prompts: restorer.prompts }, name)
  for (const other of others) promptForDamage(other.restorer, prompt)
  return prompt
}

/** Returns one damage per task that all models repair, or all damages if there is only one task. */
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
