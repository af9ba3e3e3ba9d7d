import { type BigIntStats, statSync } from 'node:fs'

/**
 * The status of a path; undefined if it does not exist or is inaccessible (permissions, circular links, a name that is
 * too long). Opening the file then reports the reason.
 */
export function statIfThere(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}
