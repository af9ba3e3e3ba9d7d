import { Random, type Task } from '@dfpir/core'
import { flip } from '@dfpir/datasets'
import type { Damage } from '@dfpir/detector'
import { crop, type RgbPicture } from '@dfpir/images'
import type { PictureFiles } from './picture-files.js'
import { resized } from './vary.js'

/** Whether each damage is present. Missing entries are too uncertain to learn from. */
export type Truth = Readonly<Partial<Record<Damage, boolean>>>

/** The picture that a sample is made from. */
export interface BasePicture {
  readonly picture: RgbPicture
  /** Depth of each pixel, 0 to 1, if measured: [height, width]. */
  readonly depth?: Float32Array
  /** Its known damage before any is added. */
  readonly truth: Truth
}

/** Width of the white frame around photographs of rooms, in pixels. */
const frame = 12

/** Draws a part of a photograph: for haze mostly one with depth, for darkness often a dark one. */
export async function drawBase(files: PictureFiles, drawn: readonly Task[], random: Random): Promise<BasePicture> {
  const { rooms, dark, photographs } = files.paths
  const kind = random.uniform()
  if (drawn.includes('dehaze') ? kind < 0.45 : kind < 0.08) {
    if (rooms.length > 0) return room(files, random)
  }
  const isDark = drawn.length === 1 && drawn[0] === 'lowlight' && kind < 0.4
  if (dark.length > 0 && (isDark || kind > 0.9)) {
    const picture = await files.photograph(random.pick(dark)[isDark ? 0 : 1])
    return { picture: await part(picture, 0, random), truth: isDark ? trulyDark : {} }
  }
  return { picture: await part(await files.photograph(random.pick(photographs)), 0, random), truth: {} }
}

/** Dark photographs also have some noise, so `denoise` is missing. */
const trulyDark = { lowlight: true, derain: false, dehaze: false, unknown: false } as const

async function room(files: PictureFiles, random: Random): Promise<BasePicture> {
  const [image, depths] = random.pick(files.paths.rooms)
  const [photograph, map] = await Promise.all([files.photograph(image), files.grey(depths)])
  const depth = Uint8Array.from({ length: map.data.length * 3 }, (_, i) => map.data[Math.floor(i / 3)])
  const seed = random.bits()
  const [picture, deep] = await Promise.all([
    part(photograph, frame, new Random(seed)),
    part({ ...photograph, data: depth }, frame, new Random(seed)),
  ])
  const farthest = depth.reduce((most, value) => Math.max(most, value), 1)
  return {
    picture,
    depth: Float32Array.from({ length: deep.data.length / 3 }, (_, i) => deep.data[3 * i] / farthest),
    truth: {},
  }
}

/** Range of the number of pixels of a sample, before its final scaling. */
const [fewest, most] = [45_000, 180_000]

/** Crops a large part of a photograph and scales it to a drawn size. */
async function part(photograph: RgbPicture, edge: number, random: Random): Promise<RgbPicture> {
  const share = random.uniform(0.6, 1)
  const width = Math.round((photograph.width - 2 * edge) * share)
  const height = Math.round((photograph.height - 2 * edge) * share)
  const x = edge + random.integer(photograph.width - 2 * edge - width + 1)
  const y = edge + random.integer(photograph.height - 2 * edge - height + 1)
  const cut = crop(random.uniform() < 0.5 ? flip(photograph) : photograph, { x, y, width, height })
  const pixels = fewest * (most / fewest) ** random.uniform()
  return resized(cut, Math.min(1.3, Math.sqrt(pixels / (width * height))))
}
