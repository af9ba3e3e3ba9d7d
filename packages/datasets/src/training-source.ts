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

/** A degraded patch, what it should become, and the name of the prompt that says what happened to it. */
export interface TrainingSample {
  readonly input: RgbPicture
  readonly target: RgbPicture
  readonly prompt: string
}

/** Makes of a clean patch what training sees. All that is random about it comes from `random`. */
export type PatchDamage = (
  clean: RgbPicture,
  random: Random,
  scene: PatchScene,
) => TrainingSample | Promise<TrainingSample>

/** Something that training patches can be drawn from. */
export interface TrainingSource {
  /** How many pictures there are; an epoch visits each `repeat` times. */
  readonly length: number
  /** How often an epoch visits each picture. */
  readonly repeat: number
  /**
   * A patch of `size` × `size` pixels of one picture. All that is random about it comes from `random`.
   *
   * @throws DataError when the picture cannot be read or is smaller than the patch.
   */
  sample(index: number, size: number, random: Random): Promise<TrainingSample>
  /** The file of a picture, the degraded one of a pair. */
  path(index: number): string
}

/** Which part of a photograph a patch shows. */
export interface PatchScene {
  /** The number of the photograph. */
  readonly index: number
  /** The part of the photograph, in its pixels. The patch may be larger, not turned. */
  readonly place: Rectangle
}

/** A degradation that may look up what belongs to the photograph, such as its depth, by the part that the patch shows. */
export interface PatchDegradation {
  /** That of the prompt. */
  readonly name: string
  apply(patch: RgbPicture, random: Random, scene: PatchScene): RgbPicture | Promise<RgbPicture>
}

/** How pairs are drawn, as in an entry. */
export type PairSourceOptions = Pick<TrainingEntry, 'repeat' | 'upright' | 'symmetries' | 'crop'>

/** How clean photographs are drawn, as in an entry. */
export interface DegradedSourceOptions
  extends PairSourceOptions,
    Pick<TrainingEntry, 'shrink' | 'enlarge' | 'brightness' | 'saturation' | 'recolour'> {
  /**
   * How many pixels along each edge of the photographs patches never show.
   *
   * @default 0
   */
  readonly frame?: number
}

/**
 * Clean photographs that are degraded while training. A patch is degraded before it is turned, so that rain falls as in
 * the photograph.
 */
export function degradedSource(
  photos: CleanFolder,
  damage: PatchDamage,
  { repeat = 1, crop: multiple = 1, shrink = 1, enlarge = 1, frame = 0, ...others }: DegradedSourceOptions = {},
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
      const wide = shrink < 1 ? Math.min(Math.round(size / random.uniform(shrink, 1)), room) : size
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

/** Degraded photographs with their clean partners; both are cut at the same place. */
export function pairSource(
  pairs: PairFolder,
  prompt: string,
  { repeat = 1, crop: multiple = 1, ...turns }: PairSourceOptions = {},
): TrainingSource {
  return {
    length: pairs.pairs.length,
    repeat,
    path: index => pairs.pairs[index].input,
    async sample(index, size, random) {
      const pictures = await pairs.pictures(index)
      const [input, target] = [pictures.input, pictures.target].map(picture => cropToMultiple(picture, multiple))
      requireRoom(input, size, pairs.pairs[index].input)
      const place = drawPlace(input, size, random, turns)
      return { input: cutPatch(input, place), target: cutPatch(target, place), prompt }
    },
  }
}
