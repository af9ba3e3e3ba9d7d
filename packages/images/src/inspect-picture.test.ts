import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError } from '@dfpir/core'
import { encodePicture, imageFormats, readPictureInfo } from './index.js'

const picture = { width: 20, height: 30, channels: 3, depth: 8, data: new Uint8Array(20 * 30 * 3).fill(90) } as const

test.each(imageFormats)('%s: size, layout and format come from the head', async format => {
  const bytes = await encodePicture(picture, format)
  expect(await readPictureInfo(bytes)).toMatchObject({ width: 20, height: 30, channels: 3, depth: 8, format })
})

test('what is no image, missing or too large is refused with its path', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'dfpir-images-'))
  const [text, large] = [join(folder, 'text.png'), join(folder, 'large.png')]
  await writeFile(text, 'no picture')
  await writeFile(large, await encodePicture(picture, 'png'))
  await expect(readPictureInfo(text)).rejects.toThrow(`${text} is not an image of a known format`)
  await expect(readPictureInfo(join(folder, 'gone.png'))).rejects.toThrow(DataError)
  await expect(readPictureInfo(large, { maxPixels: 599 })).rejects.toThrow('more than the limit of 599')
  await rm(folder, { recursive: true })
})
