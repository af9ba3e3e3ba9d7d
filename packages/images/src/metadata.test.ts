import sharp from 'sharp'
import { decodePicture } from './decode-picture.js'
import { encodePicture } from './encode-picture.js'
import type { ImageFormat } from './image-format.js'
import { bytesOf } from './metadata/byte-source.js'
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
  const header = (await readTiffHeader(bytesOf(exif)))!
  const flat = (tree: TiffTree): [string, string][] =>
    [...tree].flatMap(([tag, field]) =>
      'value' in field
        ? [[tag.toString(16), `${field.type}:${field.count}:${Buffer.from(field.value).toString('hex')}`]]
        : flat(field),
    )
  return Object.fromEntries(flat(await readTiffTree(bytesOf(exif), header)))
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
