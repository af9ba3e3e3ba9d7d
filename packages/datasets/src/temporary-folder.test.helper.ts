import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Picture } from '@dfpir/core'
import { encodePicture, formatOfPath, type RgbPicture, rgbPicture } from '@dfpir/images'

/** A computed picture: smooth waves whose place and colour depend on `variant`. */
export function waves(width: number, height: number, variant = 0): RgbPicture {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < data.length; i++) {
    const channel = i % 3
    const x = Math.floor(i / 3) % width
    const y = Math.floor(i / 3 / width)
    data[i] = 128 + 90 * Math.sin((x * (channel + 1)) / 9 + variant) * Math.cos(y / (7 + variant))
  }
  return rgbPicture(width, height, data)
}

/**
 * Makes a folder that is removed when the test file ends; files are pictures (written in the format of their name) or
 * bytes, by name.
 */
export async function temporaryFolder(files: Record<string, Picture | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-datasets-'))
  folders.push(folder)
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content instanceof Uint8Array ? content : await encode(name, content))
  }
  return folder
}

/** A folder of small pictures of one size, all different. */
export async function pictureFolder(names: readonly string[]): Promise<string> {
  return temporaryFolder(Object.fromEntries(names.map((name, index) => [name, waves(40, 24, index)])))
}

function encode(name: string, picture: Picture): Promise<Uint8Array> {
  return encodePicture(picture, formatOfPath(name))
}

const folders: string[] = []

afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true })
})
