import { type Task, UsageError } from '@dfpir/core'
import { cropToMultiple } from '@dfpir/images'
import { findLayout } from './layouts/index.js'
import { openDataset } from './open-dataset.js'
import type { PairFolder } from './pair-folder.js'

/** Degraded photographs for evaluating a restorer, with their clean partners. */
export interface EvaluationPairs extends PairFolder {
  /** The task of the inputs, if the layout defines it. */
  readonly task?: Task
}

/** Published scores crop the sides of pictures to multiples of this number. */
export const cropMultiple = 16

/**
 * Opens the test split of a data set, or all of it if it has no splits. Crops pictures in the middle to multiples of
 * 16, as the released evaluation code does.
 *
 * @throws UsageError if the layout or folder does not exist, or the layout has only clean photographs
 * @throws DataError if the folder does not have this layout
 */
export async function openEvaluationPairs(layout: string, root: string): Promise<EvaluationPairs> {
  const found = findLayout(layout)
  const set = await openDataset(layout, root, { split: 'test' })
  if (found.kind === 'clean' || set.kind === 'clean') {
    throw new UsageError(`expected a layout of pairs, but ${layout} has only clean photographs`, {
      hint: 'To evaluate with noise added to clean photographs, run: dfpir evaluate denoise',
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
