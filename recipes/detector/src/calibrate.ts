import { type Task, tasks } from '@dfpir/core'
import { damages, type Thresholds } from '@dfpir/detector'
import type { SampleTable } from './sample-table.js'

/** What mistakes cost, in shares of the pictures to which they can happen. */
export interface Costs {
  /** A task is done to a picture that does not need it. */
  readonly altered: number
  /** A damage is left that the task would repair. */
  readonly left: number
}

/** An altered picture is as bad as five damaged ones that are left: whoever calls for no repair expects none. */
export const costs: Costs = { altered: 5, left: 1 }

/**
 * For each task the probability from which on it is to be done, so that mistakes cost least on pictures of which one knows
 * what is the matter.
 *
 * @param probabilities what the network found in the table's pictures: [count, damages]
 */
export function chooseThresholds(
  table: SampleTable,
  probabilities: Float32Array,
  { altered, left } = costs,
): Thresholds {
  const choose = (task: Task) => {
    const [there, absent] = [1, 0].map(truth => probabilitiesOf(table, probabilities, task, truth))
    const cost = (threshold: number) =>
      altered * share(absent, value => value >= threshold) + left * share(there, value => value < threshold)
    return cheapest(cost)
  }
  return Object.fromEntries(tasks.map(task => [task, choose(task)])) as Thresholds
}

/** What was found of a task in the pictures that have its damage (1), or do not (0). */
function probabilitiesOf({ count, truth }: SampleTable, found: Float32Array, task: Task, wanted: number): number[] {
  const column = damages.indexOf(task)
  const rows = Array.from({ length: count }, (_, row) => row * damages.length + column)
  return rows.filter(i => truth[i] === wanted).map(i => found[i])
}

function share(values: readonly number[], test: (value: number) => boolean): number {
  return values.filter(test).length / Math.max(1, values.length)
}

/** The middle of the cheapest hundredths; without any picture it is the middle of all. */
function cheapest(cost: (threshold: number) => number): number {
  const all = Array.from({ length: 99 }, (_, i) => (i + 1) / 100)
  const costs = all.map(cost)
  const least = Math.min(...costs)
  const best = all.filter((_, i) => costs[i] <= least + 1e-9)
  return best[Math.floor(best.length / 2)]
}
