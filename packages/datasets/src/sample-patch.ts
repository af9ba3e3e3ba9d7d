import { DataError, type Random } from '@dfpir/core'
import { crop, type RgbPicture } from '@dfpir/images'
import type { Size } from './pair-folder.js'
import type { TrainingEntry } from './training-entry.js'
import { dihedral } from './transforms.js'

/** Where a patch is cut and how it is turned. */
export interface PatchPlace {
  readonly x: number
  readonly y: number
  readonly size: number
  /** Which of the eight transforms of {@link dihedral}. */
  readonly transform: number
}

/** How patches are turned, as in an entry of training data. */
export type TurnOptions = Pick<TrainingEntry, 'upright' | 'symmetries'>

/**
 * Draws where a patch of `size` × `size` pixels lies in a picture, every place and transform being equally likely. An
 * upright one is mirrored at most.
 */
export function drawPlace(
  picture: Size,
  size: number,
  random: Random,
  { upright = false, symmetries = 8 }: TurnOptions = {},
): PatchPlace {
  const x = random.integer(picture.width - size + 1)
  const y = random.integer(picture.height - size + 1)
  const turned = () => 8 - symmetries + random.integer(symmetries)
  return { x, y, size, transform: upright ? 4 * random.integer(2) : turned() }
}

/** Cuts a patch at a place. */
export function cutPatch(picture: RgbPicture, { x, y, size, transform }: PatchPlace): RgbPicture {
  return dihedral(crop(picture, { x, y, width: size, height: size }), transform)
}

/** @throws DataError when a picture, called `name`, has no room for a patch of `size` × `size` pixels. */
export function requireRoom({ width, height }: Size, size: number, name: string): void {
  if (Math.min(width, height) >= size) return
  throw new DataError(`${name} is ${width}×${height} pixels, too small for patches of ${size}×${size}`, {
    hint: 'Train on smaller patches, or take the picture out of the folder.',
  })
}
