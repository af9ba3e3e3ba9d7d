import { DataError } from '@dfpir/core'
import { cleanFolder } from './clean-folder.js'
import { readLines } from './list-file.js'
import type { PictureSet } from './open-dataset.js'
import { pairFolder } from './pair-folder.js'
import type { PictureCache } from './picture-cache.js'

/**
 * Selects the pictures of a set that a text file names, in the order of the set. Each line is the path of a picture (of
 * a pair, the degraded one) or the end of that path. Ignores names without a picture, because the lists of the released
 * code cover several folders.
 *
 * @throws UsageError if the list cannot be read, DataError if it names no picture of the set
 */
export async function withNames(set: PictureSet, list: string, cache: PictureCache): Promise<PictureSet> {
  const lines = await readLines(list, 'the list of names')
  const names = new Set(lines.map(line => line.replace(/^\.?\//, '')))
  names.delete('')
  const isNamed = (path: string) => endsOf(path).some(end => names.has(end))
  if (set.kind === 'clean') {
    const { folder } = set.photos
    const photos = cleanFolder(folder, set.photos.names.filter(isNamed), cache)
    if (photos.names.length > 0) return { kind: 'clean', photos }
    throw noneNamed(list, names, set.photos.names[0])
  }
  const { pairs, unmatched } = set.pairs
  const named = pairs.filter(({ input }) => isNamed(input))
  if (named.length === 0) throw noneNamed(list, names, pairs[0].input)
  const inputs = unmatched.inputs.filter(isNamed)
  return { kind: 'pairs', pairs: pairFolder({ pairs: named, unmatched: { inputs, targets: [] } }, cache) }
}

/** For `a/b/c.png`: `a/b/c.png`, `b/c.png` and `c.png`. */
function endsOf(path: string): string[] {
  const parts = path.split(/[\\/]/)
  return parts.map((_, index) => parts.slice(index).join('/'))
}

function noneNamed(list: string, names: ReadonlySet<string>, picture: string): DataError {
  const [first = 'nothing'] = names
  return new DataError(`${list} names no picture of the data: it has ${first}, the data for example ${picture}`, {
    hint: 'Write one path per line, relative to the folder of the pictures, or the end of that path.',
  })
}
