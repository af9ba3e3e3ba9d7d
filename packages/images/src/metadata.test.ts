import { Random } from '@dfpir/core'
import sharp from 'sharp'
import { decodePicture } from './decode-picture.js'
import { encodePicture } from './encode-picture.js'
import type { ImageFormat } from './image-format.js'
import { byteSourceOf } from './metadata/byte-source.js'
import { embedMetadata } from './metadata/embed-metadata.js'
import { readTiffHeader } from './metadata/tiff-directory.js'
import { readTiffTree, type TiffTree } from './metadata/tiff-tree.js'
import type { PictureMetadata } from './picture-info.js'
import {
  exifBlock,
  matrixProfile,
  proPhoto,
  sampleIptc,
  sampleTree,
  sampleXmp,
} from './testing/sample-metadata.test.helper.js'

const size = { width: 40, height: 30 }
const picture = {
  ...size,
  channels: 3,
  depth: 8,
  data: Uint8Array.from({ length: 3600 }, (_, i) => (i * 7) % 256),
} as const
const metadata: PictureMetadata = {
  exif: exifBlock(sampleTree({ orientation: 1, ...size })),
  xmp: sampleXmp(1),
  iptc: sampleIptc,
  icc: matrixProfile('Wide', 1.8, proPhoto),
  density: 300,
}

/** The fields of an EXIF block, each as its type, count and bytes. */
async function fieldsOf(exif: Uint8Array): Promise<Record<string, string>> {
  const header = (await readTiffHeader(byteSourceOf(exif)))!
  const flat = (tree: TiffTree): [string, string][] =>
    [...tree].flatMap(([tag, field]) =>
      'value' in field
        ? [[tag.toString(16), `${field.type}:${field.count}:${Buffer.from(field.value).toString('hex')}`]]
        : flat(field),
    )
  return Object.fromEntries(flat(await readTiffTree(byteSourceOf(exif), header)))
}

const formats: ImageFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'avif']
const pairs = formats.flatMap(from => formats.map(to => [from, to] as const))

test.each(pairs)('from %s to %s', async (from, to) => {
  const first = await encodePicture({ ...picture, metadata }, from)
  const second = await encodePicture(await decodePicture(first, { profile: 'keep' }), to)
  const kept = (await decodePicture(second, { profile: 'keep' })).metadata
  const { 112: _, ...expected } = await fieldsOf(metadata.exif!)
  const { 112: orientation, ...found } = await fieldsOf(kept.exif!)
  expect(found).toEqual(expected)
  if (orientation !== undefined) expect(orientation).toBe('3:1:0100')
  expect(Buffer.from(kept.xmp!).toString()).toBe(Buffer.from(metadata.xmp!).toString())
  expect(Buffer.from(kept.icc!).equals(metadata.icc!)).toBe(true)
  for (const format of [from, to]) {
    if (format !== 'jpeg' && format !== 'tiff') expect(kept.iptc).toBeUndefined()
  }
  if (/jpeg|tiff/.test(from) && /jpeg|tiff/.test(to)) expect(Buffer.from(kept.iptc!)).toEqual(sampleIptc)
  if (/jpeg|tiff|png/.test(from) && /jpeg|tiff|png/.test(to)) expect(kept.density).toBe(300)
  expect((await sharp(second).metadata()).format).toBe(to === 'avif' ? 'heif' : to)
})

/** A JPEG with an EXIF block as it stands. */
async function withExif(exif: Uint8Array): Promise<Uint8Array> {
  const plain = await encodePicture(picture, 'jpeg')
  const head = Buffer.from('\xff\xe1..Exif\0\0', 'latin1')
  head.writeUInt16BE(exif.length + 8, 2)
  return Buffer.concat([plain.subarray(0, 2), head, exif, plain.subarray(2)])
}

/** The same block with its numbers in the other byte order, orientation 6 and a thumbnail. */
function bigEndianExif(thumbnail: Uint8Array): Uint8Array {
  const block = Buffer.alloc(8 + 2 + 12 + 4 + 2 + 24 + 4)
  block.write('MM\0*', 'latin1')
  block.writeUInt32BE(8, 4)
  const directory = (at: number, fields: number[][], next: number) => {
    block.writeUInt16BE(fields.length, at)
    for (const [index, [tag, type, value]] of fields.entries()) {
      block.writeUInt16BE(tag, at + 2 + index * 12)
      block.writeUInt16BE(type, at + 4 + index * 12)
      block.writeUInt32BE(1, at + 6 + index * 12)
      block.writeUInt32BE(type === 3 ? value << 16 : value, at + 10 + index * 12)
    }
    block.writeUInt32BE(next, at + 2 + fields.length * 12)
  }
  directory(8, [[0x0112, 3, 6]], 26)
  directory(
    26,
    [
      [0x0201, 4, block.length],
      [0x0202, 4, thumbnail.length],
    ],
    0,
  )
  return Buffer.concat([block, thumbnail])
}

test('a turned picture is described as it is now, and its thumbnail goes', async () => {
  const thumbnail = Buffer.from('\xff\xd8 the picture as it was', 'latin1')
  const decoded = await decodePicture(await withExif(bigEndianExif(thumbnail)))
  expect(decoded).toMatchObject({ width: 30, height: 40 })
  const exif = Buffer.from(decoded.metadata.exif!)
  expect(exif.readUInt16BE(18)).toBe(1)
  expect(exif.readUInt32BE(22)).toBe(0)
  expect(exif.includes('as it was')).toBe(false)

  const tree = sampleTree({ orientation: 8, ...size })
  const turned = await decodePicture(await withExif(exifBlock(tree)))
  expect(await fieldsOf(turned.metadata.exif!)).toEqual({
    ...(await fieldsOf(exifBlock(tree))),
    '112': '3:1:0100',
    a002: '4:1:1e000000',
    a003: '3:1:2800',
  })
})

test("EXIF keeps each byte's place, which makers' notes rely on", async () => {
  const exif = exifBlock(sampleTree({ orientation: 1, ...size }))
  const { metadata: kept } = await decodePicture(await withExif(exif))
  expect(Buffer.from(kept.exif!).equals(exif)).toBe(true)
})

test('XMP tells of the upright picture', async () => {
  const exif = exifBlock(sampleTree({ orientation: 6, ...size }))
  const xmp = Buffer.from(
    '<a tiff:Orientation="6" exif:PixelXDimension="40"><tiff:ImageWidth> 40</tiff:ImageWidth></a>',
  )
  const stored = await encodePicture({ ...picture, metadata: { exif, xmp } }, 'png')
  const found = (await decodePicture(stored)).metadata.xmp!
  const expected = '<a tiff:Orientation="1" exif:PixelXDimension="30"><tiff:ImageWidth> 30</tiff:ImageWidth></a>'
  expect(Buffer.from(found).toString()).toBe(expected)
})

test('what is damaged or too long for a format is left out, and the picture is written', async () => {
  const random = new Random(3)
  const exif = exifBlock(sampleTree({ orientation: 6, ...size }))
  for (let round = 0; round < 60; round++) {
    const damaged = Uint8Array.from(exif)
    for (let i = 0; i < 8; i++) damaged[8 + random.integer(exif.length - 8)] = random.integer(256)
    const decoded = await decodePicture(await withExif(damaged.subarray(0, 40 + random.integer(exif.length))))
    const again = await decodePicture(await encodePicture(decoded, formats[round % formats.length]))
    expect(again.width * again.height).toBe(1200)
  }
  const long = { exif: Buffer.concat([exif, new Uint8Array(70_000)]), xmp: Buffer.alloc(70_000, 'x') }
  expect(
    (await decodePicture(await encodePicture({ ...picture, metadata: long }, 'jpeg'))).metadata,
  ).not.toHaveProperty('xmp')
  const nonsense = {
    exif: Buffer.from('none'),
    xmp: Buffer.from('none'),
    iptc: Buffer.from('none'),
    icc: new Uint8Array(9),
  }
  for (const format of formats) {
    const decoded = await decodePicture(await encodePicture({ ...picture, metadata: nonsense }, format))
    expect(decoded).toMatchObject(size)
  }
})

test('EXIF goes into BigTIFF and into files of odd length', async () => {
  const parts = async (bytes: Uint8Array) => {
    const all: Uint8Array[] = []
    for await (const part of embedMetadata(byteSourceOf(bytes), 'tiff', metadata)) all.push(part)
    return Buffer.concat(all)
  }
  const options = { raw: { width: 40, height: 30, channels: 3 } } as const
  for (const bigtiff of [false, true]) {
    const plain = await sharp(picture.data, options).tiff({ bigtiff, compression: 'none' }).toBuffer()
    for (const bytes of [plain, Buffer.concat([plain, Buffer.alloc(1)])]) {
      const decoded = await decodePicture(await parts(bytes))
      expect(decoded.data).toEqual(picture.data)
      expect(await fieldsOf(decoded.metadata.exif!)).toMatchObject({ '10f': '2:5:41636d6500', a002: '4:1:28000000' })
      expect(Buffer.from(decoded.metadata.iptc!)).toEqual(sampleIptc)
    }
  }
})
