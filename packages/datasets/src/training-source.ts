import type { Random } from '@dfpir/core'
import { crop, cropToMultiple, type Rectangle, type RgbPicture } from '@dfpir/images'
import type { CleanFolder } from './clean-folder.js'
import type { PairFolder } from './pair-folder.js'
import { cutPatch, drawPlace, requireRoom } from './sample-patch.js'
import type { TrainingEntry } from './training-entry.js'
import {
  brighten,
  colourOrders,
  dihedral,
  enlargeSquare,
  reorderChannels,
  saturate,
  shrinkSquare,
} from './transforms.js'

/** A degraded patch, its target, and the name of the prompt for its damage. */
export interface TrainingSample {
  readonly input: RgbPicture
  readonly target: RgbPicture
  readonly prompt: string
}

/** Turns a clean patch into a training sample. All its randomness comes from `random`. */
export type PatchDamage = (
  clean: RgbPicture,
  random: Random,
  scene: PatchScene,
) => TrainingSample | Promise<TrainingSample>

/** A source of training patches. */
export interface TrainingSource {
  /** The number of pictures. An epoch visits each `repeat` times. */
  readonly length: number
  /** The number of times that an epoch visits each picture. */
  readonly repeat: number
  /**
   * Draws a patch of `size` × `size` pixels from a picture. All its randomness comes from `random`.
   *
   * @throws DataError if the picture cannot be read or is smaller than the patch
   */
  sample(index: number, size: number, random: Random): Promise<TrainingSample>
  /** The file of a picture, the degraded one of a pair. */
  path(index: number): string
}

/** The part of a photograph that a patch shows. */
export interface PatchScene {
  /** The number of the photograph. */
  readonly index: number
  /** The part of the photograph, in its pixels. The patch may be enlarged, but is not turned. */
  readonly place: Rectangle
}

/** A degradation that can use data of the photograph, such as its depth, for the part that the patch shows. */
export interface PatchDegradation {
  /** The name of the prompt. */
  readonly name: string
  apply(patch: RgbPicture, random: Random, scene: PatchScene): RgbPicture | Promise<RgbPicture>
}

/** The options for sampling pairs, as in an entry. */
export type PairSourceOptions = Pick<TrainingEntry, 'repeat' | 'upright' | 'symmetries' | 'crop' | 'shrink'>

/** The options for sampling clean photographs, as in an entry. */
export interface DegradedSourceOptions
  extends PairSourceOptions,
    Pick<TrainingEntry, 'enlarge' | 'brightness' | 'saturation' | 'recolour'> {
  /**
   * The number of pixels along each edge of photographs that patches never show.
   *
   * @default 0
   */
  readonly frame?: number
}

/**
 * Clean photographs that are degraded during training. A patch is degraded before it is turned, so rain falls as in the
 * photograph.
 */
export function degradedSource(
  photos: CleanFolder,
  damage: PatchDamage,
  { repeat = 1, crop: multiple = 1, shrink, enlarge = 1, frame = 0, ...others }: DegradedSourceOptions = {},
): TrainingSource {
  return {
    length: photos.names.length,
    repeat,
    path: photos.path,
    async sample(index, size, random) {
      const whole = await photos.picture(index)
      const picture = cropToMultiple(whole, multiple)
      const edge = (side: 'width' | 'height') => frame + Math.floor((whole[side] - picture[side]) / 2)
      const inner = { width: picture.width - 2 * frame, height: picture.height - 2 * frame }
      requireRoom(inner, size, photos.path(index))
      const room = Math.min(inner.width, inner.height)
      const wide = drawWidth(size, room, shrink, random)
      const cut = enlarge > 1 ? Math.ceil(wide / random.uniform(1, enlarge)) : wide
      const { x, y, transform } = drawPlace(inner, cut, random, others)
      const place = { x: x + edge('width'), y: y + edge('height'), width: cut, height: cut }
      const patch = enlargeSquare(crop(whole, place), wide)
      const clean = changeColours(patch, others, random)
      const { input, target, prompt } = await damage(clean, random, { index, place })
      const finish = (patch: RgbPicture) => dihedral(shrinkSquare(patch, size), transform)
      return { input: finish(input), target: finish(target), prompt }
    },
  }
}

/** Draws the side of the square that is shrunk to a patch. */
function drawWidth(size: number, room: number, shrink: TrainingEntry['shrink'], random: Random): number {
  const { from, to } = typeof shrink === 'object' ? shrink : { from: shrink ?? 1, to: 1 }
  return from < 1 ? Math.max(size, Math.min(Math.round(size / random.uniform(from, to)), room)) : size
}

function changeColours(
  patch: RgbPicture,
  { brightness = 1, saturation = 1, recolour = 0 }: DegradedSourceOptions,
  random: Random,
): RgbPicture {
  const bright = brightness > 1 ? brighten(patch, random.uniform(1, brightness)) : patch
  const vivid = saturation > 1 ? saturate(bright, random.uniform(1, saturation)) : bright
  const changes = recolour > 0 && random.uniform() < recolour
  return changes ? reorderChannels(vivid, random.pick(colourOrders)) : vivid
}

/** Degraded photographs with their clean partners. Both are cut at the same place. */
export function pairSource(
  pairs: PairFolder,
  prompt: string,
  { repeat = 1, crop: multiple = 1, shrink, ...turns }: PairSourceOptions = {},
): TrainingSource {
  return {
    length: pairs.pairs.length,
    repeat,
    path: index => pairs.pairs[index].input,
    async sample(index, size, random) {
      const pictures = await pairs.pictures(index)
      const [input, target] = [pictures.input, pictures.target].map(picture => cropToMultiple(picture, multiple))
      requireRoom(input, size, pairs.pairs[index].input)
      const wide = drawWidth(size, Math.min(input.width, input.height), shrink, random)
      const place = drawPlace(input, wide, random, turns)
      const cut = (picture: RgbPicture) => shrinkSquare(cutPatch(picture, place), size)
      return { input: cut(input), target: cut(target), prompt }
    },
  }
}
