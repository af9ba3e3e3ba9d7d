import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { addHaze, drawHaze } from '@dfpir/degradations'
import { fromFloat, type GreyPicture, type Rectangle, toFloat } from '@dfpir/images'
import type { CleanFolder } from './clean-folder.js'
import { listImages } from './list-images.js'
import { matchPartners, stemOf } from './match-partners.js'
import { describePairSizes, sameSize } from './pair-folder.js'
import type { PictureCache } from './picture-cache.js'
import type { PatchDegradation } from './training-source.js'

/**
 * The number of pixels to ignore along each edge of photographs with a depth map. Those of NYU Depth v2 have a white
 * frame of ten.
 */
export const depthFrame = 12

/** Depth maps of photographs that are read on demand. */
export interface DepthMaps {
  readonly folder: string
  /** The full path of each photograph's depth map; undefined if it has none. */
  readonly paths: readonly (string | undefined)[]
  /**
   * The depths of a part of a photograph, 0 … 1, where 1 is the farthest point of the whole photograph within its
   * frame.
   *
   * @param side of the result in pixels; the part is enlarged if it is smaller
   * @returns [side, side]
   * @throws DataError if the depth map does not exist, cannot be read, differs from the photograph in size, or is black
   */
  part(index: number, place: Rectangle, side: number): Promise<Float32Array>
}

/**
 * Finds the depth maps of photographs in a folder: 8- or 16-bit grey in any unit, matched by name without extension,
 * and with the photographs' sizes. Decodes nothing yet.
 *
 * @throws UsageError if the folder does not exist
 * @throws DataError if it contains no image, or none that matches a photograph
 */
export async function openDepthMaps(folder: string, photos: CleanFolder, cache: PictureCache): Promise<DepthMaps> {
  const maps = (await listImages(folder)).map(name => [stemOf(name), join(folder, name)] as const)
  const { pairs } = matchPartners(
    photos.names.map((name, index) => [stemOf(name), photos.path(index)]),
    maps,
  )
  if (pairs.length === 0) {
    const message = `no file in ${folder} (such as ${maps[0][1]}) has the name of a photograph in ${photos.folder}`
    throw new DataError(`${message} (such as ${photos.path(0)}), not counting extensions`, {
      hint: 'Rename the files of one folder. A depth map must have the name of its photograph.',
    })
  }
  const byPhoto = new Map(pairs.map(({ input, target }) => [input, target]))
  const paths = photos.names.map((_, index) => byPhoto.get(photos.path(index)))
  const farthest = new Map<number, number>()
  return {
    folder,
    paths,
    async part(index, place, side) {
      const map = await readMap(photos, index, paths[index], folder, cache)
      if (!farthest.has(index)) farthest.set(index, farthestOf(map, paths[index]!))
      return partOf(map, place, side, 1 / farthest.get(index)!)
    },
  }
}

/** Haze by the measured depth of the photographs ({@link drawHaze}). */
export function depthHaze(depths: DepthMaps): PatchDegradation {
  return {
    name: 'dehaze',
    async apply(patch, random, { index, place }) {
      const depth = await depths.part(index, place, patch.width)
      return fromFloat(addHaze(toFloat(patch), depth, drawHaze(random)))
    },
  }
}

async function readMap(
  photos: CleanFolder,
  index: number,
  path: string | undefined,
  folder: string,
  cache: PictureCache,
): Promise<GreyPicture> {
  if (path === undefined) throw new DataError(`${photos.path(index)} has no depth map in ${folder}`)
  const [map, photo] = await Promise.all([cache.grey(path), photos.picture(index)])
  if (sameSize(map, photo)) return map
  const sizes = describePairSizes({ name: '', input: photos.path(index), target: path }, photo, map)
  throw new DataError(`a depth map must have the size of its photograph: ${sizes}`)
}

function farthestOf({ width, height, data }: GreyPicture, path: string): number {
  const frame = Math.min(depthFrame, Math.floor((Math.min(width, height) - 1) / 2))
  let farthest = 0
  for (let y = frame; y < height - frame; y++) {
    for (let x = frame; x < width - frame; x++) farthest = Math.max(farthest, data[y * width + x])
  }
  if (farthest > 0) return farthest
  throw new DataError(`the depth map ${path} is black: all its depths are 0`)
}

/** A square part of a map times `factor`. Enlarging interpolates linearly between the centres of pixels. */
function partOf({ width, data }: GreyPicture, { x, y, width: cut }: Rectangle, side: number, factor: number) {
  const last = cut - 1
  const place = (i: number) => Math.min(Math.max(((i + 0.5) * cut) / side - 0.5, 0), last)
  const part = new Float32Array(side * side)
  for (let row = 0, to = 0; row < side; row++) {
    const top = Math.floor(place(row))
    const shareY = place(row) - top
    const above = (y + top) * width + x
    const below = (y + Math.min(top + 1, last)) * width + x
    for (let column = 0; column < side; column++, to++) {
      const left = Math.floor(place(column))
      const right = Math.min(left + 1, last)
      const shareX = place(column) - left
      const up = data[above + left] + shareX * (data[above + right] - data[above + left])
      const down = data[below + left] + shareX * (data[below + right] - data[below + left])
      part[to] = factor * (up + shareY * (down - up))
    }
  }
  return part
}
