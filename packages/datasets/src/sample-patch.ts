import { DataError, type Random } from '@dfpir/core'
import { crop, type RgbPicture } from '@dfpir/images'
import type { Size } from './pair-folder.js'
import type { TrainingEntry } from './training-entry.js'
import { dihedral } from './transforms.js'

/** The position and transform of a patch. */
export interface PatchPlace {
  readonly x: number
  readonly y: number
  readonly size: number
  /** The index of the transform in {@link dihedral}. */
  readonly transform: number
}

/** The options for turning patches, as in a training entry. */
export type TurnOptions = Pick<TrainingEntry, 'upright' | 'symmetries'>

/**
 * Draws the place of a patch of `size` × `size` pixels, uniformly over all positions and transforms. With `upright`,
 * patches are mirrored but not turned.
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

/** Cuts out a patch. */
export function cutPatch(picture: RgbPicture, { x, y, size, transform }: PatchPlace): RgbPicture {
  return dihedral(crop(picture, { x, y, width: size, height: size }), transform)
}

/** @throws DataError if a picture, called `name`, is smaller than a patch of `size` × `size` pixels */
export function requireRoom({ width, height }: Size, size: number, name: string): void {
  if (Math.min(width, height) >= size) return
  throw new DataError(`${name} is ${width}×${height} pixels, too small for patches of ${size}×${size}`, {
    hint: 'Train on smaller patches, or remove the picture from the folder.',
  })
}
