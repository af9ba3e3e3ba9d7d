import { DataError } from '@dfpir/core'

/** Two files that show the same picture: one degraded, one clean. */
export interface PicturePair {
  /** The files' path relative to their folders, without extension. */
  readonly name: string
  readonly input: string
  readonly target: string
}

/** Which files belong together, and which have no partner. */
export interface Matching {
  readonly pairs: readonly PicturePair[]
  readonly unmatched: { readonly inputs: readonly string[]; readonly targets: readonly string[] }
}

/** The possible names of a degraded picture's clean partner, the likeliest first. */
export type PartnerNames = (name: string) => readonly string[]

/** A file's path and the name that it is matched by. */
export type NamedPath = readonly [name: string, path: string]

/** A path without its extension. */
export function stemOf(path: string): string {
  return path.replace(/\.[^./]*$/, '')
}

/** Partners have the same name. */
export const sameName: PartnerNames = name => [name]

/**
 * Finds the partner of each input among the targets. Inputs may share one; the order of the inputs is kept.
 *
 * @throws DataError if two inputs, or two targets, have the same name
 */
export function matchPartners(
  inputs: readonly NamedPath[],
  targets: readonly NamedPath[],
  partnerNames = sameName,
): Matching {
  const targetPaths = pathsByName(targets)
  const pairs: PicturePair[] = []
  const lonely: string[] = []
  for (const [name, input] of pathsByName(inputs)) {
    const partner = partnerNames(name).find(candidate => targetPaths.has(candidate))
    if (partner === undefined) lonely.push(input)
    else pairs.push({ name, input, target: targetPaths.get(partner)! })
  }
  const used = new Set(pairs.map(({ target }) => target))
  return { pairs, unmatched: { inputs: lonely, targets: [...targetPaths.values()].filter(path => !used.has(path)) } }
}

function pathsByName(files: readonly NamedPath[]): Map<string, string> {
  const paths = new Map<string, string>()
  for (const [name, path] of files) {
    const other = paths.get(name)
    if (other !== undefined) {
      throw new DataError(`${other} and ${path} have the same name ${name}`, {
        hint: 'Keep one of the two. Files are matched by name without extension.',
      })
    }
    paths.set(name, path)
  }
  return paths
}
