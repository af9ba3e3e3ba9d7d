import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { type ListImagesOptions, listImages } from './list-images.js'
import { type Matching, matchPartners, type NamedPath, type PicturePair, stemOf } from './match-partners.js'
import type { PictureCache } from './picture-cache.js'
import { readPicture } from './read-picture.js'

export interface OpenPairsOptions extends ListImagesOptions {
  /** The cache for decoded pictures. Without one, nothing is cached: evaluation reads each picture once. */
  cache?: PictureCache
}

/** Degraded photographs and their clean partners, with full paths. */
export interface PairFolder extends Matching {
  /** @throws DataError if a file cannot be read, or the two differ in size */
  pictures(index: number): Promise<{ input: RgbPicture; target: RgbPicture }>
}

/**
 * Matches the images of two folders by path without extension (`a/7.jpg` and `a/7.png` are partners), in the natural
 * order of the inputs. Decodes nothing yet.
 *
 * @throws UsageError if a folder does not exist
 * @throws DataError if a folder contains no image, two files of one folder differ only in their extension, or nothing
 * matches
 */
export async function openPairs(inputs: string, targets: string, options: OpenPairsOptions = {}): Promise<PairFolder> {
  const inputPaths = await namedPaths(inputs, options)
  const targetPaths = await namedPaths(targets, options)
  const matching = matchPartners(inputPaths, targetPaths)
  if (matching.pairs.length > 0) return pairFolder(matching, options.cache)
  const [[input], [target]] = [inputPaths[0], targetPaths[0]]
  throw new DataError(
    `no file in ${inputs} (such as ${input}) has the name of one in ${targets} (such as ${target}), not counting extensions`,
    { hint: 'Rename the files of one folder. Partners must have the same name.' },
  )
}

/** Matched files as pictures that can be read. */
export function pairFolder(matching: Matching, cache?: PictureCache): PairFolder {
  return { ...matching, pictures: index => readPair(matching.pairs[index], cache) }
}

async function namedPaths(folder: string, options: ListImagesOptions): Promise<NamedPath[]> {
  return (await listImages(folder, options)).map(name => [stemOf(name), join(folder, name)])
}

async function readPair(pair: PicturePair, cache?: PictureCache): Promise<{ input: RgbPicture; target: RgbPicture }> {
  const read = (path: string) => (cache ? cache.get(path) : readPicture(path))
  const [input, target] = await Promise.all([read(pair.input), read(pair.target)])
  if (sameSize(input, target)) return { input, target }
  throw new DataError(`partners must have the same size: ${describePairSizes(pair, input, target)}`, {
    hint: 'Check that the two files show the same picture. If they do, scale or crop one of them.',
  })
}

/** A size in pixels. */
export interface Size {
  readonly width: number
  readonly height: number
}

export function sameSize(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height
}

/** "a.png is 6×4 pixels, b.png 4×6". */
export function describePairSizes(pair: PicturePair, input: Size, target: Size): string {
  return `${pair.input} is ${input.width}×${input.height} pixels, ${pair.target} ${target.width}×${target.height}`
}
