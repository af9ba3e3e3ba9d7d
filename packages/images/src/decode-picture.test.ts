import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, type Picture, Random, UsageError } from '@dfpir/core'
import sharp from 'sharp'
import { decodePicture } from './decode-picture.js'
import { encodePicture } from './encode-picture.js'
import type { ImageFormat } from './image-format.js'
import { longs, shorts, writeTiffTree } from './metadata/tiff-tree.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-images-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** A smooth scene with some noise: small enough to be quick, busy enough to be compressed to some hundred bytes. */
function scene(channels: Picture['channels'] = 3, depth: Picture['depth'] = 8, width = 40, height = 24): Picture {
  const random = new Random(width + channels)
  const white = 2 ** depth - 1
  const sample = (i: number) =>
    Math.round(white * (0.5 + 0.4 * Math.sin(i / (50 * channels)) + 0.1 * random.uniform(-1, 1)))
  const samples = Array.from({ length: width * height * channels }, (_, i) => sample(i))
  return { width, height, channels, depth, data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples) }
}

const raw = ({ width, height, channels }: Picture) => ({ raw: { width, height, channels } })
const formats: ImageFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'avif']

test.each(formats)('%s is decoded from memory and from a file', async format => {
  const bytes = await encodePicture(scene(), format)
  const path = join(folder, 'named-without-extension')
  await writeFile(path, bytes)
  const decoded = await decodePicture(path)
  expect(decoded).toMatchObject({ format, width: 40, height: 24, channels: 3, depth: 8 })
  expect(decoded.data).toBeRelativelyWithin(0.1, scene().data)
  expect((await decodePicture(bytes)).data).toEqual(decoded.data)
})

test('a palette expands to colours', async () => {
  const bytes = await sharp(scene().data, raw(scene())).png({ palette: true, colours: 8 }).toBuffer()
  expect((await sharp(bytes).metadata()).isPalette).toBe(true)
  expect(await decodePicture(bytes)).toMatchObject({ channels: 3, depth: 8 })
})

test('CMYK becomes RGB', async () => {
  const white: Picture = { width: 2, height: 2, channels: 3, depth: 8, data: new Uint8Array(12).fill(255) }
  const bytes = await sharp(white.data, raw(white)).toColourspace('cmyk').jpeg().toBuffer()
  expect((await sharp(bytes).metadata()).channels).toBe(4)
  const decoded = await decodePicture(bytes)
  expect(decoded.channels).toBe(3)
  expect(decoded.data).toBeWithin(2, white.data)
})

test('the EXIF orientation is applied', async () => {
  const picture = scene(3, 8, 3, 2)
  const [a, b, c, d, e, f] = picture.data.filter((_, i) => i % 3 === 1)
  const image = sharp(picture.data, raw(picture)).withMetadata({ orientation: 6 }) // the first row is on the right
  const turned = await decodePicture(await image.png().toBuffer())
  expect(turned).toMatchObject({ width: 2, height: 3, channels: 3 })
  expect([...turned.data.filter((_, i) => i % 3 === 1)]).toEqual([d, a, e, b, f, c])
})

test('a profile that says sRGB changes nothing, another one is converted', async () => {
  const tagged = (name: string) => sharp(scene().data, raw(scene())).png().withIccProfile(name).toBuffer()
  expect((await decodePicture(await tagged('srgb'))).data).toEqual(scene().data)

  const wide = await tagged('p3')
  const stored = await sharp(wide, { ignoreIcc: true }).raw().toBuffer()
  const decoded = await decodePicture(wide)
  expect(decoded.data).toBeWithin(12, scene().data)
  expect(decoded.data).not.toBeWithin(12, stored)
})

test('16 bits with a profile are as those of 8 bits', async () => {
  const narrow = await sharp(scene().data, raw(scene())).png().withIccProfile('p3').toBuffer()
  const wide = await sharp(narrow).toColourspace('rgb16').keepIccProfile().png().toBuffer()
  const [decoded, expected] = [await decodePicture(wide), await decodePicture(narrow)]
  expect(decoded.depth).toBe(16)
  expect([...decoded.data].map(value => value / 257)).toBeWithin(4, expected.data)
})

test('pictures over the limit are refused before they are decoded', async () => {
  const bytes = await encodePicture(scene(), 'png')
  const damaged = bytes.subarray(0, bytes.length - 100)
  await expect(decodePicture(bytes, { maxPixels: 960 })).resolves.toMatchObject({ width: 40 })
  await expect(decodePicture(damaged, { maxPixels: 959 })).rejects.toThrow(DataError)
  await expect(decodePicture(damaged, { maxPixels: 959 })).rejects.toThrow(
    '40×24 = 960 pixels, more than the limit of 959',
  )
  await expect(decodePicture(bytes, { maxPixels: 0 })).rejects.toThrow(UsageError)
})

test('what is no picture of a known kind is refused', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
  const { data } = scene()
  const gif = await sharp(data, raw(scene())).gif().toBuffer()
  const film = { width: 40, height: 24, channels: 3, pageHeight: 12 } as const
  const animation = await sharp(data, { raw: film })
    .webp({ delay: [100, 100] })
    .toBuffer()
  const refusals: [Uint8Array, string][] = [
    [new Uint8Array(0), 'is empty'],
    [Buffer.from('a text of some length, but no image'), 'not an image of a known format'],
    [Buffer.from(svg), 'is a svg file'],
    [gif, 'is a gif file'],
    [animation, 'is an animation of 2 frames'],
  ]
  for (const [bytes, message] of refusals) {
    await expect(decodePicture(bytes)).rejects.toThrow(DataError)
    await expect(decodePicture(bytes)).rejects.toThrow(message)
  }
})

test('kinds of files that are uncommon', async () => {
  const grey = sharp(scene(1).data, raw(scene(1))).toColourspace('b-w')
  const image = () => sharp(scene().data, raw(scene()))
  expect(await decodePicture(await grey.clone().tiff({ bitdepth: 1 }).toBuffer())).toMatchObject({
    channels: 1,
    depth: 8,
  })
  const inverse = await decodePicture(await grey.clone().tiff({ bitdepth: 1, miniswhite: true }).toBuffer())
  expect(inverse.data).toEqual((await decodePicture(await grey.clone().tiff({ bitdepth: 1 }).toBuffer())).data)
  expect((await decodePicture(await image().png({ progressive: true }).toBuffer())).data).toEqual(scene().data)
  expect(await decodePicture(await image().jpeg({ progressive: true }).toBuffer())).toMatchObject({ width: 40 })
  const pages = sharp(scene().data, { raw: { width: 40, height: 24, channels: 3, pageHeight: 8 } })
  expect((await decodePicture(await pages.tiff().toBuffer())).height).toBe(8)
  expect(await decodePicture(await image().toColourspace('lab').tiff().toBuffer())).toMatchObject({ channels: 3 })
})

test('samples that are no whole numbers of 8 or 16 bits are refused', async () => {
  for (const [bits, kind] of [
    [32, 3],
    [32, 1],
    [64, 3],
    [12, 1],
  ]) {
    const outcome = decodePicture(oddTiff(bits, kind))
    await expect(outcome).rejects.toThrow(DataError)
    await expect(outcome).rejects.toThrow(/^(the image data has samples of type|cannot decode the image data: )/)
  }
})

/** A grey TIFF of 4×4 samples of so many bits; kind 3 is floating point. */
function oddTiff(bits: number, kind: number): Uint8Array {
  const fields = [
    ...[
      [0x0100, longs(4)],
      [0x0101, longs(4)],
      [0x0102, shorts(bits)],
      [0x0103, shorts(1)],
      [0x0106, shorts(1)],
    ],
    ...[
      [0x0111, longs(8)],
      [0x0115, shorts(1)],
      [0x0116, longs(4)],
      [0x0117, longs(2 * bits)],
      [0x0153, shorts(kind)],
    ],
  ] as [number, ReturnType<typeof longs>][]
  const head = Buffer.from('II*\0....', 'latin1')
  head.writeUInt32LE(8 + 2 * bits, 4)
  return Buffer.concat([head, new Uint8Array(2 * bits), writeTiffTree(new Map(fields), 8 + 2 * bits)])
}

test('no words of the codecs reach a reader', async () => {
  for (const format of formats) {
    const bytes = await encodePicture(scene(), format)
    const outcome = decodePicture(bytes.subarray(0, bytes.length / 2))
    await expect(outcome).rejects.toThrow(/^cannot decode the image data: its \w+ data is damaged or truncated$/)
  }
})

test('files over the limit are refused before they are read', async () => {
  const path = join(folder, 'long.png')
  await writeFile(path, await encodePicture(scene(), 'png'))
  await expect(decodePicture(path, { maxBytes: 99 })).rejects.toThrow(
    /long\.png has [\d,]+ bytes, more than the limit of 99/,
  )
  await expect(decodePicture('/dev/zero')).rejects.toThrow('/dev/zero is not a file')
})

test('files that cannot be read are refused by name', async () => {
  const plain = join(folder, 'plain.png')
  const loop = join(folder, 'loop.png')
  await writeFile(plain, '')
  await symlink(loop, loop)
  const refusals: [string, string][] = [
    [join(folder, 'none.png'), 'the file does not exist'],
    [folder, 'it is a folder'],
    [join(plain, 'below.png'), 'a part of the path is not a folder'],
    [loop, 'its links form a circle'],
    [plain, 'is empty'],
  ]
  for (const [path, message] of refusals) {
    await expect(decodePicture(path)).rejects.toThrow(DataError)
    await expect(decodePicture(path)).rejects.toThrow(message)
    await expect(decodePicture(path)).rejects.toThrow(path)
  }
})

test.each(formats)('a %s that was cut off is refused', async format => {
  const bytes = await encodePicture(scene(), format)
  for (const share of [0.01, 0.2, 0.5, 0.8, 0.95]) {
    const cut = bytes.subarray(0, Math.ceil(bytes.length * share))
    await expect(decodePicture(cut)).rejects.toThrow(DataError)
  }
})

test.each(formats)('damaged %s files give a DataError or a picture', async format => {
  const bytes = await encodePicture(scene(), format)
  const random = new Random(8)
  for (let round = 0; round < 25; round++) {
    const damaged = bytes.slice()
    for (let i = 0; i < 3; i++) damaged[random.integer(damaged.length)] = random.integer(256)
    const outcome = await decodePicture(damaged, { maxPixels: 1e6 }).catch((error: unknown) => error)
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DataError)
    else expect(outcome).toMatchObject({ format })
  }
})
