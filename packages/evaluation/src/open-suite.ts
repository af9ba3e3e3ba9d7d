import { UsageError } from '@dfpir/core'
import { cropMultiple } from '@dfpir/datasets'
import type { NamedSet } from './evaluate-columns.js'
import { noiseSet, testSet } from './evaluation-set.js'
import { findDataset } from './find-dataset.js'
import type { Suite, SuiteColumn } from './suites.js'

export interface OpenSuiteOptions {
  /** The seed of the noise for clean photographs. */
  seed: number
}

/**
 * Finds the data sets of a suite in a folder and opens those that exist: their test splits, cropped to multiples of 16
 * as in the released evaluation code. Decodes nothing yet.
 *
 * @throws UsageError if the folder does not exist, contains none of them, or contains one twice
 * @throws DataError if a data set's folder does not have its layout
 */
export async function openSuite(suite: Suite, root: string, { seed }: OpenSuiteOptions): Promise<NamedSet[]> {
  const columns: NamedSet[] = []
  for (const column of suite.columns) columns.push(await openColumn(column, root, seed))
  if (columns.some(({ set }) => set)) return columns
  const datasets = [...new Set(suite.columns.map(({ dataset }) => dataset))]
  throw new UsageError(`found none of ${datasets.map(({ title }) => title).join(', ')} in ${root}`, {
    hint: `Put their folders there or one level below, such as ${datasets.map(({ title }) => `${title}/`).join(', ')}.`,
  })
}

/** The title of a column in tables. */
export function titleOf({ dataset, sigma }: SuiteColumn): string {
  return sigma === undefined ? dataset.title : `${dataset.title} σ ${sigma}`
}

async function openColumn(column: SuiteColumn, root: string, seed: number): Promise<NamedSet> {
  const { dataset, sigma } = column
  const title = titleOf(column)
  const folder = await findDataset(root, dataset)
  if (folder === undefined) return { title, expected: dataset.count }
  const set =
    sigma === undefined
      ? await testSet(dataset.layout, folder)
      : await noiseSet(folder, { sigma, seed, crop: cropMultiple })
  return { title, expected: dataset.count, set }
}
