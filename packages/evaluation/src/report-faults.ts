import { describeFaults, type Fault } from '@dfpir/datasets'
import type { NamedSet } from './evaluate-columns.js'

/** Prints on stderr which sets are missing, and which of their pictures cannot be measured as far as headers show. */
export async function reportFaults(named: readonly NamedSet[], signal?: AbortSignal): Promise<void> {
  const faults = new Map<string, Fault>()
  for (const { title, set } of named) {
    if (!set) process.stderr.write(`skipped, it is missing: ${title}\n`)
    for (const fault of (await set?.check?.({ signal })) ?? []) faults.set(fault.message, fault)
  }
  for (const line of describeFaults([...faults.values()])) process.stderr.write(`left out: ${line}\n`)
}
