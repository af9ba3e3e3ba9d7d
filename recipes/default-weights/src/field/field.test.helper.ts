import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Random } from '@dfpir/core'
import { gaussianNoise } from '@dfpir/degradations'
import { type RgbPicture, writePicture } from '@dfpir/images'
import { colouredBlocks } from '../picture.test.helper.js'

const folders: string[] = []

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-field-'))
  folders.push(folder)
  return folder
}

/** Writes pictures and texts by their paths below a folder. */
export async function lay(folder: string, files: Readonly<Record<string, RgbPicture | string>>): Promise<string> {
  for (const [path, content] of Object.entries(files)) {
    if (typeof content === 'string') writeFileSync(join(folder, path), content)
    else await writePicture(join(folder, path), content)
  }
  return folder
}

export const clean = colouredBlocks(40, 32)
export const noisy = gaussianNoise(25).apply(clean, new Random(1))

/** Computed pictures in the layout of a field: two pairs whose files end differently, and some photographs. */
export const tinyField: Readonly<Record<string, RgbPicture>> = {
  'polyu/input/2.webp': noisy,
  'polyu/input/10.png': noisy,
  'polyu/target/2.jpg': clean,
  'polyu/target/10.png': clean,
  'photographs/noise/00.png': noisy,
  'photographs/noise/01.png': clean,
  'photographs/rain/00.png': clean,
}
