import { type BigIntStats, statSync } from 'node:fs'

/**
 * What is at a path; nothing where nothing is, or where it cannot be seen (rights, links in a circle, too long a name):
 * whoever opens the file then tells why.
 */
export function statIfThere(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return undefined
  }
}
