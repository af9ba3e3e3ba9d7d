import { DataError, type DfpirError, UsageError } from '@dfpir/core'

/** The kind of a fault: in an entry (`entry`), in a data set as a whole (`dataset`), or in a picture. */
export type FaultKind = 'entry' | 'dataset' | 'unreadable' | 'no-partner' | 'different-sizes' | 'smaller-than-patch'

/** A fault in data. */
export interface Fault {
  readonly kind: FaultKind
  /** A sentence that names the file or folder. */
  readonly message: string
}

/** The summary of further faults of a kind. */
const others: Readonly<Record<FaultKind, string>> = {
  entry: 'more entries',
  dataset: 'more data sets',
  unreadable: 'more that cannot be read',
  'no-partner': 'more without a partner',
  'different-sizes': 'more of different sizes',
  'smaller-than-patch': 'more too small',
}

/** Describes faults in lines of text: the first few of each kind and the number of others. */
export function describeFaults(faults: readonly Fault[], shown = 3): string[] {
  return (Object.keys(others) as FaultKind[]).flatMap(kind => {
    const messages = faults.filter(fault => fault.kind === kind).map(({ message }) => message)
    const rest = messages.length - shown
    return rest > 0 ? [...messages.slice(0, shown), `… and ${rest} ${others[kind]}`] : messages
  })
}

/**
 * Combines faults into one error.
 *
 * @param place the place of the faults, such as "the training data"
 * @returns a UsageError if any fault is in an entry, else a DataError
 */
export function faultsError(faults: readonly Fault[], place: string): DfpirError {
  const lines = describeFaults(faults).map(line => `\n  ${line}`)
  const message = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in ${place}:${lines.join('')}`
  return faults.some(({ kind }) => kind === 'entry') ? new UsageError(message) : new DataError(message)
}
