import { type Task, tasks } from '@dfpir/core'
import { damages, type Thresholds } from '@dfpir/detector'
import type { SampleTable } from './sample-table.js'

/** Costs of mistakes, per share of the pictures in which they can happen. */
export interface Costs {
  /** Cost of carrying out a task on a picture that does not need it. */
  readonly altered: number
  /** Cost of leaving damage that the task would repair. */
  readonly left: number
}

/** An altered picture is as bad as five unrepaired ones: users do not expect a change that they did not request. */
export const costs: Costs = { altered: 5, left: 1 }

/**
 * Chooses for each task the probability threshold that minimizes the cost of mistakes on pictures with known damage.
 *
 * @param probabilities the network's output for the table's pictures, [count, damages]
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

/** Returns a task's probabilities in the pictures that have its damage (`wanted` 1) or do not (0). */
function probabilitiesOf({ count, truth }: SampleTable, found: Float32Array, task: Task, wanted: number): number[] {
  const column = damages.indexOf(task)
  const rows = Array.from({ length: count }, (_, row) => row * damages.length + column)
  return rows.filter(i => truth[i] === wanted).map(i => found[i])
}

function share(values: readonly number[], test: (value: number) => boolean): number {
  return values.filter(test).length / Math.max(1, values.length)
}

/** Returns the middle of the cheapest thresholds in steps of 0.01; without pictures, the middle of all. */
function cheapest(cost: (threshold: number) => number): number {
  const all = Array.from({ length: 99 }, (_, i) => (i + 1) / 100)
  const costs = all.map(cost)
  const least = Math.min(...costs)
  const best = all.filter((_, i) => costs[i] <= least + 1e-9)
  return best[Math.floor(best.length / 2)]
}
