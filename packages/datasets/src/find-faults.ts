import { DataError } from '@dfpir/core'
import type { CleanFolder } from './clean-folder.js'
import type { DepthMaps } from './depth-maps.js'
import type { Fault } from './faults.js'
import type { PicturePair } from './match-partners.js'
import type { PictureSet } from './open-dataset.js'
import { describePairSizes, type PairFolder, type Size, sameSize } from './pair-folder.js'
import type { Head, Heads } from './read-heads.js'

/** The paths of all files of a set. A partner that several pictures share appears once. */
export function filesOf(set: PictureSet): string[] {
  if (set.kind === 'clean') return set.photos.names.map((_, index) => set.photos.path(index))
  return [...new Set(set.pairs.pairs.flatMap(({ input, target }) => [input, target]))]
}

/** The requirements for the size of pictures. */
export interface Room {
  /**
   * The side of the patches in pixels.
   *
   * @default 1
   */
  readonly patch?: number
  /**
   * The number of pixels along each edge that patches exclude.
   *
   * @default 0
   */
  readonly frame?: number
  /**
   * Pictures are first cropped to multiples of this number.
   *
   * @default 1
   */
  readonly crop?: number
}

/**
 * Finds faults in a set of pictures by names and headers: pictures that cannot be read, lack a partner, differ from it
 * in size, or are smaller than the patch, and too few pictures.
 *
 * @param heads the headers of all {@link filesOf} the set
 */
export function findFaults(set: PictureSet, heads: Heads, room: Room = {}): Fault[] {
  const files = filesOf(set)
  const unreadable = unreadableFaults(files, heads)
  if (set.kind === 'clean') return [...countFaults(set), ...unreadable, ...smallFaults(files, heads, room)]
  const { pairs, unmatched } = set.pairs
  const inputs = pairs.map(({ input }) => input)
  return [
    ...unreadable,
    ...partnerFaults(unmatched),
    ...pairs.flatMap(pair => sizeFaults(pair, heads)),
    ...smallFaults(inputs, heads, room),
  ]
}

/** Finds the files that cannot be read. */
export function unreadableFaults(files: readonly string[], heads: Heads): Fault[] {
  return files.flatMap(path => {
    const head = heads.get(path)
    return head instanceof DataError ? [{ kind: 'unreadable' as const, message: head.message }] : []
  })
}

/** Finds faults in the depth maps of photographs: missing, unreadable, or of another size than the photograph. */
export function depthFaults(photos: CleanFolder, { folder, paths }: DepthMaps, heads: Heads): Fault[] {
  const files = paths.flatMap(path => path ?? [])
  const partners = paths.flatMap((path, index): Fault[] => {
    const photo = photos.path(index)
    if (path) return sizeFaults({ name: photos.names[index], input: photo, target: path }, heads)
    return [{ kind: 'no-partner', message: `${photo} has no depth map in ${folder}` }]
  })
  return [...unreadableFaults(files, heads), ...partners]
}

function countFaults({ photos, count }: PictureSet & { kind: 'clean' }): Fault[] {
  const found = photos.names.length
  if (count === undefined || found === count) return []
  const message = `${photos.folder} should have ${count} pictures, found ${found}; the layout flat allows any number`
  return [{ kind: 'dataset', message }]
}

function partnerFaults({ inputs, targets }: PairFolder['unmatched']): Fault[] {
  return [
    ...inputs.map((path): Fault => ({ kind: 'no-partner', message: `${path} has no clean partner` })),
    ...targets.map((path): Fault => ({ kind: 'no-partner', message: `${path} has no degraded partner` })),
  ]
}

function sizeFaults(pair: PicturePair, heads: Heads): Fault[] {
  const input = sizeOf(heads.get(pair.input))
  const target = sizeOf(heads.get(pair.target))
  if (!input || !target || sameSize(input, target)) return []
  return [{ kind: 'different-sizes', message: describePairSizes(pair, input, target) }]
}

function smallFaults(paths: readonly string[], heads: Heads, { patch = 1, frame = 0, crop = 1 }: Room): Fault[] {
  return paths.flatMap((path): Fault[] => {
    const size = sizeOf(heads.get(path))
    if (!size) return []
    const side = Math.min(size.width, size.height)
    if (side - (side % crop) - 2 * frame >= patch) return []
    const within = frame > 0 ? ` without their frame of ${frame} pixels` : ''
    const cropped = crop > 1 ? `, cropped to multiples of ${crop}` : ''
    const message = `${path} is ${size.width}×${size.height} pixels, too small for patches of ${patch}×${patch}${within}${cropped}`
    return [{ kind: 'smaller-than-patch', message }]
  })
}

function sizeOf(head: Head | DataError | undefined): Size | undefined {
  return head instanceof DataError ? undefined : head
}
