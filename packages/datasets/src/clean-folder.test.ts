import { copyFile, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { listImages, openCleanFolder, PictureCache } from './index.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

const text = new TextEncoder().encode('no picture')

test('images are found in folders below too, in natural order, hidden and other files left out', async () => {
  const names = ['10.png', '9.PNG', 'more/2.jpg', 'notes.txt', '.hidden.png', '.thumbs/1.png', 'more/1.webp']
  const folder = await temporaryFolder(Object.fromEntries(names.map(name => [name, text])))
  expect(await listImages(folder)).toEqual(['9.PNG', '10.png', 'more/1.webp', 'more/2.jpg'])
  expect(await listImages(folder, { extensions: ['JPG'] })).toEqual(['more/2.jpg'])
})

test('links to folders are followed, as restore does it', async () => {
  const [folder, elsewhere] = [await temporaryFolder({ '1.png': text }), await temporaryFolder({ '2.png': text })]
  await symlink(elsewhere, join(folder, 'linked'))
  expect(await listImages(folder)).toEqual(['1.png', 'linked/2.png'])
})

test('a folder that cannot be read is told in words', async () => {
  const folder = await temporaryFolder({})
  await symlink('loop', join(folder, 'loop'))
  await expect(listImages(join(folder, 'loop'))).rejects.toThrow('its links form a circle')
})

test('pictures are decoded exactly, in the order of their names', async () => {
  const folder = await temporaryFolder({ '10.png': waves(9, 5, 1), '9.png': waves(7, 8, 2) })
  const photos = await openCleanFolder(folder)
  expect(photos.names).toEqual(['9.png', '10.png'])
  expect(photos.path(1)).toBe(join(folder, '10.png'))
  expect(await photos.picture(0)).toEqual(waves(7, 8, 2))
  expect(await photos.picture(1)).toEqual(waves(9, 5, 1))
})

test('grey with transparency and 16 bits become 8-bit RGB', async () => {
  const size = { width: 2, height: 1 }
  const folder = await temporaryFolder({
    'deep.png': { ...size, channels: 3, depth: 16, data: Uint16Array.of(0, 128, 129, 65_535, 25_700, 386) },
    'grey.png': { ...size, channels: 2, depth: 8, data: Uint8Array.of(7, 255, 9, 0) },
  })
  const photos = await openCleanFolder(folder)
  expect(await photos.picture(0)).toEqual(rgbPicture(2, 1, Uint8Array.of(0, 0, 1, 255, 100, 2)))
  expect(await photos.picture(1)).toEqual(rgbPicture(2, 1, Uint8Array.of(7, 7, 7, 9, 9, 9)))
})

test('a missing folder, a file and a folder without images are told apart', async () => {
  const folder = await temporaryFolder({ 'notes.txt': text })
  await expect(openCleanFolder(join(folder, 'gone'))).rejects.toThrow(`there is no folder ${join(folder, 'gone')}`)
  await expect(openCleanFolder(join(folder, 'gone'))).rejects.toThrow(UsageError)
  await expect(openCleanFolder(join(folder, 'notes.txt'))).rejects.toThrow('notes.txt is a file')
  const empty = openCleanFolder(folder)
  await expect(empty).rejects.toThrow(`expected images in ${folder}, found none among its 1 files`)
  await expect(empty).rejects.toMatchObject({ hint: expect.stringMatching(/\.jpg.*\.png/) })
})

test('a file that is no image is named, and can be read once it is mended', async () => {
  const folder = await temporaryFolder({ 'broken.png': text, 'good.png': waves(4, 4) })
  const photos = await openCleanFolder(folder)
  await expect(photos.picture(0)).rejects.toThrow(DataError)
  await expect(photos.picture(0)).rejects.toThrow(photos.path(0))
  await copyFile(photos.path(1), photos.path(0))
  expect(await photos.picture(0)).toEqual(waves(4, 4))
})

test('the cache keeps to its limit and lets the ones go that were used longest ago', async () => {
  const folder = await temporaryFolder({
    '1.png': waves(10, 10, 1),
    '2.png': waves(10, 10, 2),
    '3.png': waves(10, 10, 3),
  })
  const cache = new PictureCache(650) // room for two of 300 bytes
  const photos = await openCleanFolder(folder, { cache })
  const first = await photos.picture(0)
  const second = await photos.picture(1)
  expect(await photos.picture(0)).toBe(first)
  await photos.picture(2)
  expect(cache.bytes).toBe(600)
  expect(await photos.picture(0)).toBe(first)
  const again = await photos.picture(1)
  expect(again).not.toBe(second)
  expect(again).toEqual(second)
})

test('a picture asked for twice at once is read once; one over the limit is not kept', async () => {
  const folder = await temporaryFolder({ '1.png': waves(10, 10) })
  const photos = await openCleanFolder(folder)
  const [one, two] = await Promise.all([photos.picture(0), photos.picture(0)])
  expect(one).toBe(two)
  const small = new PictureCache(299)
  expect(await small.get(photos.path(0))).toEqual(waves(10, 10))
  expect(small.bytes).toBe(0)
})
