import { DataError } from '@dfpir/core'
import type { ImageFormat } from '@dfpir/images'
import type { Fault } from './faults.js'
import { filesOf, findFaults } from './find-faults.js'
import type { PictureSet } from './open-dataset.js'
import { type Head, type ReadHeadsOptions, readHeads } from './read-heads.js'

/** What a data set holds, and what is wrong with it. */
export interface DatasetReport {
  /** Files that belong to it. */
  readonly pictures: number
  /** How many pairs they make; null for clean photographs. */
  readonly pairs: number | null
  /** How many files there are of each format. */
  readonly formats: Readonly<Partial<Record<ImageFormat | 'bmp', number>>>
  /** Of the files that can be read; null when none can. */
  readonly sizes: SizeRange | null
  readonly faults: readonly Fault[]
}

/** The least and the most, in pixels. */
export type PixelRange = readonly [least: number, most: number]

/** How large pictures are. */
export interface SizeRange {
  readonly width: PixelRange
  readonly height: PixelRange
  /** The shortest side of any picture: the largest patch that fits into all. */
  readonly shortestSide: number
  /** Pixels of the largest picture. */
  readonly largestArea: number
}

export interface CheckDatasetOptions extends ReadHeadsOptions {
  /** The side of the patches that pictures must have room for, in pixels. */
  patch?: number
}

/** Looks a data set over by the heads of its files; the pixels are not decoded, so damage further on is not seen. */
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
