import { describeFaults, type Fault } from '@dfpir/datasets'
import type { NamedSet } from './evaluate-columns.js'

/**
 * Prints the missing sets on stderr, and the pictures that cannot be measured according to their headers.
 *
 * @returns the pixels of the largest picture file; 0 if none can be read
 */
export async function checkSets(named: readonly NamedSet[], signal?: AbortSignal): Promise<number> {
  const faults = new Map<string, Fault>()
  let largest = 0
  for (const { title, set } of named) {
    if (!set) process.stderr.write(`skipped, missing: ${title}\n`)
    const report = await set?.check?.({ signal })
    for (const fault of report?.faults ?? []) faults.set(fault.message, fault)
    largest = Math.max(largest, report?.sizes?.largestArea ?? 0)
  }
  for (const line of describeFaults([...faults.values()])) process.stderr.write(`left out: ${line}\n`)
  return largest
}
