import { DataError } from '@dfpir/core'
import type { ImageFormat } from '@dfpir/images'
import type { Fault } from './faults.js'
import { filesOf, findFaults } from './find-faults.js'
import type { PictureSet } from './open-dataset.js'
import { type Head, type ReadHeadsOptions, readHeads } from './read-heads.js'

/** The contents of a data set and its faults. */
export interface DatasetReport {
  /** The number of files in it. */
  readonly pictures: number
  /** The number of pairs; null for clean photographs. */
  readonly pairs: number | null
  /** The number of files of each format. */
  readonly formats: Readonly<Partial<Record<ImageFormat | 'bmp', number>>>
  /** The sizes of the readable files; null if there are none. */
  readonly sizes: SizeRange | null
  readonly faults: readonly Fault[]
}

/** A minimum and a maximum in pixels. */
export type PixelRange = readonly [least: number, most: number]

/** The range of picture sizes. */
export interface SizeRange {
  readonly width: PixelRange
  readonly height: PixelRange
  /** The shortest side of any picture: the largest patch that fits into all. */
  readonly shortestSide: number
  /** Pixels of the largest picture. */
  readonly largestArea: number
}

export interface CheckDatasetOptions extends ReadHeadsOptions {
  /** The side of the patches that must fit into the pictures, in pixels. */
  patch?: number
}

/** Checks a data set by the headers of its files. Does not decode pixels, so it does not detect damage further on. */
export async function checkDataset(set: PictureSet, options: CheckDatasetOptions = {}): Promise<DatasetReport> {
  const files = filesOf(set)
  const heads = await readHeads(files, options)
  const readable = [...heads.values()].flatMap(head => (head instanceof DataError ? [] : [head]))
  const named = [...heads].flatMap(([path, head]) => (head instanceof DataError ? [] : [formatOf(path, head)]))
  return {
    pictures: files.length,
    pairs: set.kind === 'pairs' ? set.pairs.pairs.length : null,
    formats: countFormats(named),
    sizes: sizeRange(readable),
    faults: findFaults(set, heads, { patch: options.patch }),
  }
}

type FileFormat = ImageFormat | 'bmp'

/** Bitmaps are read as what their results are written as: PNG. */
function formatOf(path: string, { format }: Head): FileFormat {
  return format === 'png' && /\.bmp$/i.test(path) ? 'bmp' : format
}

function countFormats(formats: readonly FileFormat[]): Partial<Record<FileFormat, number>> {
  const counts: Partial<Record<FileFormat, number>> = {}
  for (const format of formats) counts[format] = (counts[format] ?? 0) + 1
  return counts
}

function sizeRange(heads: readonly Head[]): SizeRange | null {
  if (heads.length === 0) return null
  const width = rangeOf(heads.map(head => head.width))
  const height = rangeOf(heads.map(head => head.height))
  const [, largestArea] = rangeOf(heads.map(head => head.width * head.height))
  return { width, height, shortestSide: Math.min(width[0], height[0]), largestArea }
}

function rangeOf(values: readonly number[]): PixelRange {
  return values.reduce<PixelRange>(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Number.POSITIVE_INFINITY, 0],
  )
}
