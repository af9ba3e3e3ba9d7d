import { DataError, type DfpirError, UsageError } from '@dfpir/core'

/** What is wrong: with how the data are named (`entry`), with a data set as a whole (`dataset`), or with a picture. */
export type FaultKind = 'entry' | 'dataset' | 'unreadable' | 'no-partner' | 'different-sizes' | 'smaller-than-patch'

/** Something that is wrong with data. */
export interface Fault {
  readonly kind: FaultKind
  /** A sentence that names the file or folder. */
  readonly message: string
}

/** What is said of faults of a kind that are not shown one by one. */
const others: Readonly<Record<FaultKind, string>> = {
  entry: 'more entries',
  dataset: 'more data sets',
  unreadable: 'more that cannot be read',
  'no-partner': 'more without a partner',
  'different-sizes': 'more of different sizes',
  'smaller-than-patch': 'more too small',
}

/** Faults as lines for people: the first few of each kind, and how many more there are. */
export function describeFaults(faults: readonly Fault[], shown = 3): string[] {
  return (Object.keys(others) as FaultKind[]).flatMap(kind => {
    const messages = faults.filter(fault => fault.kind === kind).map(({ message }) => message)
    const rest = messages.length - shown
    return rest > 0 ? [...messages.slice(0, shown), `… and ${rest} ${others[kind]}`] : messages
  })
}

/**
 * One error for faults that were found.
 *
 * @param place where they are, such as "the training data"
 * @returns a UsageError when an entry is wrong, else a DataError
 */
export function faultsError(faults: readonly Fault[], place: string): DfpirError {
  const lines = describeFaults(faults).map(line => `\n  ${line}`)
  const message = `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in ${place}:${lines.join('')}`
  return faults.some(({ kind }) => kind === 'entry') ? new UsageError(message) : new DataError(message)
}
