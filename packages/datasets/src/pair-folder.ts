import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import { type ListImagesOptions, listImages } from './list-images.js'
import type { PictureCache } from './picture-cache.js'
import { readPicture } from './read-picture.js'

export interface OpenPairsOptions extends ListImagesOptions {
  /** Where decoded pictures are kept. Without one nothing is: evaluation reads each picture once. */
  cache?: PictureCache
}

/** Two files that show the same: one degraded, one clean. */
export interface PicturePair {
  /** The files' path below their folders, without its ending. */
  readonly name: string
  readonly input: string
  readonly target: string
}

/** Degraded photographs and their clean partners. */
export interface PairFolder {
  readonly pairs: readonly PicturePair[]
  /** Files of either folder that have no partner in the other, as full paths. */
  readonly unmatched: { readonly inputs: readonly string[]; readonly targets: readonly string[] }
  /** @throws DataError when a file cannot be read, or the two differ in size. */
  pictures(index: number): Promise<{ input: RgbPicture; target: RgbPicture }>
}

/**
 * Matches the images of two folders by their path without its ending (`a/7.jpg` and `a/7.png` are partners), in the
 * natural order of the inputs. Nothing is decoded yet.
 *
 * @throws UsageError when a folder is missing.
 * @throws DataError when a folder holds no image, two files of one folder differ by their ending alone, or nothing matches.
 */
export async function openPairs(inputs: string, targets: string, options: OpenPairsOptions = {}): Promise<PairFolder> {
  const inputPaths = await pathsByStem(inputs, options)
  const targetPaths = await pathsByStem(targets, options)
  const pairs = [...inputPaths]
    .filter(([name]) => targetPaths.has(name))
    .map(([name, input]) => ({ name, input, target: targetPaths.get(name)! }))
  if (pairs.length === 0) throw nothingMatches(inputs, inputPaths, targets, targetPaths)
  const unmatched = { inputs: without(inputPaths, targetPaths), targets: without(targetPaths, inputPaths) }
  return { pairs, unmatched, pictures: index => readPair(pairs[index], options.cache) }
}

async function pathsByStem(folder: string, options: ListImagesOptions): Promise<Map<string, string>> {
  const paths = new Map<string, string>()
  for (const name of await listImages(folder, options)) {
    const stem = name.replace(/\.[^.]*$/, '')
    const other = paths.get(stem)
    if (other) {
      throw new DataError(`${other} and ${join(folder, name)} would both be called ${stem}`, {
        hint: 'Files are matched by their name without its ending: keep one of the two.',
      })
    }
    paths.set(stem, join(folder, name))
  }
  return paths
}

function without(paths: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): string[] {
  return [...paths].filter(([stem]) => !others.has(stem)).map(([, path]) => path)
}

function nothingMatches(
  inputs: string,
  inputPaths: ReadonlyMap<string, string>,
  targets: string,
  targetPaths: ReadonlyMap<string, string>,
): DataError {
  const [input] = inputPaths.keys()
  const [target] = targetPaths.keys()
  return new DataError(
    `no file in ${inputs} (such as ${input}) has the name of one in ${targets} (such as ${target}), endings aside`,
    { hint: 'Partners must have the same name: rename the files of one folder.' },
  )
}

async function readPair(pair: PicturePair, cache?: PictureCache): Promise<{ input: RgbPicture; target: RgbPicture }> {
  const read = (path: string) => (cache ? cache.get(path) : readPicture(path))
  const [input, target] = await Promise.all([read(pair.input), read(pair.target)])
  if (input.width === target.width && input.height === target.height) return { input, target }
  const sizes = `${pair.input} is ${input.width}×${input.height} pixels, ${pair.target} ${target.width}×${target.height}`
  throw new DataError(`partners must have the same size: ${sizes}`, {
    hint: 'Check that the two files show the same picture; scale or crop one of them if so.',
  })
}
