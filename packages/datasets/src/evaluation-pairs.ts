import { type Task, UsageError } from '@dfpir/core'
import { cropToMultiple } from '@dfpir/images'
import { findLayout } from './layouts/index.js'
import { openDataset } from './open-dataset.js'
import type { PairFolder } from './pair-folder.js'

/** Degraded photographs to measure a restorer on, and what they should become. */
export interface EvaluationPairs extends PairFolder {
  /** What happened to the inputs, where the layout tells. */
  readonly task?: Task
}

/** The sides that published scores cut pictures down to multiples of. */
export const cropMultiple = 16

/**
 * Opens the test split of a data set, or all of it where it has no splits. Its pictures are the middle parts whose sides
 * are multiples of 16, as in the released evaluation code.
 *
 * @throws UsageError when there is no such layout or folder, or the layout is one of clean photographs alone.
 * @throws DataError when the folder is not of this layout.
 */
export async function openEvaluationPairs(layout: string, root: string): Promise<EvaluationPairs> {
  const found = findLayout(layout)
  const set = await openDataset(layout, root, { split: 'test' })
  if (found.kind === 'clean' || set.kind === 'clean') {
    throw new UsageError(`expected a layout of pairs, but ${layout} has clean photographs alone`, {
      hint: 'Measure on clean photographs with noise that is added: dfpir evaluate denoise.',
    })
  }
  const { pairs } = set
  return {
    ...pairs,
    task: found.task,
    async pictures(index) {
      const { input, target } = await pairs.pictures(index)
      return { input: cropToMultiple(input, cropMultiple), target: cropToMultiple(target, cropMultiple) }
    },
  }
}
