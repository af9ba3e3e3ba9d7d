import { describeFaults, type Fault } from '@dfpir/datasets'
import type { NamedSet } from '@dfpir/evaluation'

/** Says on stderr which data sets are missing, and which of their pictures cannot be measured, as far as heads tell. */
export async function tellFaults(named: readonly NamedSet[], signal: AbortSignal): Promise<void> {
  const faults = new Map<string, Fault>()
  for (const { title, set } of named) {
    if (!set) process.stderr.write(`skipped, it is missing: ${title}\n`)
    for (const fault of (await set?.check?.({ signal })) ?? []) faults.set(fault.message, fault)
  }
  for (const line of describeFaults([...faults.values()])) process.stderr.write(`left out: ${line}\n`)
}
