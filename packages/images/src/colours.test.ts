import type { Picture } from '@dfpir/core'
import sharp from 'sharp'
import { convertPicture } from './convert-picture.js'
import { decodePicture } from './decode-picture.js'
import { encodePicture } from './encode-picture.js'
import type { ImageFormat } from './image-format.js'
import { openPicture } from './open-picture.js'
import { greyProfile, matrixProfile, proPhoto } from './testing/sample-metadata.test.helper.js'

/** Every colour of a grid of nine steps, in a profile far wider than sRGB. */
const steps = Array.from({ length: 9 ** 3 * 3 }, (_, i) => Math.floor(Math.floor(i / 3) / 9 ** (i % 3)) % 9)
const wide = { icc: matrixProfile('Wide', 1.8, proPhoto) }
const grid = (depth: Picture['depth']): Picture => {
  const samples = steps.map(step => Math.round((step / 8) * (2 ** depth - 1)))
  return {
    width: 81,
    height: 9,
    channels: 3,
    depth,
    data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples),
  }
}

/** From linear sRGB to sRGB (IEC 61966-2-1). */
function encoded(value: number): number {
  return value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055
}

/** XYZ under D50 to linear sRGB (Bradford). */
const toSrgb = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.033454],
  [0.0719453, -0.2289914, 1.4052427],
]

function expectedColour(pixel: number): number[] {
  const linear = [0, 1, 2].map(i => (steps[pixel * 3 + i] / 8) ** 1.8)
  const xyz = [0, 1, 2].map(axis => linear.reduce((sum, value, i) => sum + value * proPhoto[i][axis], 0))
  return toSrgb.map(row => encoded(row.reduce((sum, value, axis) => sum + value * xyz[axis], 0)))
}

test.each([8, 16] as const)(
  'a kept profile keeps every colour of %i bits, also those that sRGB has not',
  async depth => {
    const picture = { ...grid(depth), metadata: wide }
    for (const format of ['png', 'tiff'] as const) {
      const source = await openPicture(await encodePicture(picture, format))
      const { data } = await source.readRows(0, 9)
      expect(data).toEqual(picture.data)
      const again = await decodePicture(await encodePicture({ ...picture, data, metadata: source.metadata }, format), {
        profile: 'keep',
      })
      expect(again.data).toEqual(picture.data)
      expect(Buffer.from(again.metadata.icc!).equals(wide.icc)).toBe(true)
    }
  },
)

test('16 bits are converted to sRGB exactly', async () => {
  const { data, metadata } = await decodePicture(await encodePicture({ ...grid(16), metadata: wide }, 'png'))
  expect(metadata.icc).toBeUndefined()
  for (let pixel = 0; pixel < 729; pixel++) {
    const expected = expectedColour(pixel)
    if (expected.some(value => value < 0.02 || value > 0.98)) continue // outside sRGB, or at its edge
    const found = [...data.subarray(pixel * 3, pixel * 3 + 3)].map(value => value / 257)
    expect(found).toBeWithin(
      0.5,
      expected.map(value => value * 255),
    ) // steps of 8 bits
  }
})

const greys = (depth: Picture['depth']): Picture => {
  const samples = Array.from({ length: 16 }, (_, i) => Math.round((i / 15) * (2 ** depth - 1)))
  return {
    width: 16,
    height: 1,
    channels: 1,
    depth,
    data: depth === 8 ? Uint8Array.from(samples) : Uint16Array.from(samples),
  }
}
const asSrgb = Array.from({ length: 16 }, (_, i) => encoded((i / 15) ** 1.8) * 255)

test.each([8, 16] as const)(
  'a profile for grey of %i bits is kept with grey, and converted for colour',
  async depth => {
    const picture = { ...greys(depth), metadata: { icc: greyProfile('Dot gain', 1.8) } }
    const stored = await encodePicture(picture, 'png')
    expect((await decodePicture(stored, { profile: 'keep' })).data).toEqual(picture.data)
    const converted = await decodePicture(stored)
    expect(convertPicture(converted, { channels: 1, depth: 8 }).data).toBeWithin(1, asSrgb)
    for (const format of ['jpeg', 'tiff'] as const) {
      const kept = await decodePicture(await encodePicture(picture, format), { profile: 'keep' })
      expect(kept.metadata.icc).toHaveLength(picture.metadata.icc.length)
    }
    for (const format of ['webp', 'avif'] as const) {
      const coloured = await decodePicture(await encodePicture(picture, format), { profile: 'keep' })
      expect(coloured).toMatchObject({ channels: 3, depth: 8 })
      expect(coloured.metadata.icc).toBeUndefined()
      expect(convertPicture(coloured, { channels: 1, depth: 8 }).data).toBeWithin(4, asSrgb)
    }
  },
)

test('a profile of another kind than the picture is left out', async () => {
  const grey = await encodePicture({ ...greys(8), metadata: wide }, 'tiff')
  for (const profile of ['keep', 'convert'] as const) {
    const decoded = await decodePicture(grey, { profile })
    expect(decoded.data).toEqual(greys(8).data)
    expect(decoded.metadata.icc).toBeUndefined()
  }
})

test('the profiles that editors embed survive every format', async () => {
  const flat: Picture = { width: 8, height: 8, channels: 3, depth: 8, data: new Uint8Array(192).fill(90).fill(200, 96) }
  const tagged = await sharp(flat.data, { raw: { width: 8, height: 8, channels: 3 } })
    .png()
    .withIccProfile('p3')
    .toBuffer()
  const original = await decodePicture(tagged, { profile: 'keep' })
  const formats: ImageFormat[] = ['jpeg', 'png', 'webp', 'tiff', 'avif']
  for (const format of formats) {
    const bytes = await encodePicture(original, format)
    const again = await decodePicture(bytes, { profile: 'keep' })
    expect(again.metadata.icc).toEqual(original.metadata.icc)
    expect(again.data).toBeWithin(format === 'png' || format === 'tiff' ? 0 : 2, original.data)
    expect((await decodePicture(bytes)).data).toBeWithin(3, (await decodePicture(tagged)).data)
  }
})

test.each([10, 12] as const)('white in an AVIF of %i bits is white', async bitdepth => {
  const white = new Uint16Array(192).fill(65_535)
  const image = sharp(white, { raw: { width: 8, height: 8, channels: 3 } }).toColourspace('rgb16')
  const decoded = await decodePicture(await image.avif({ lossless: true, bitdepth }).toBuffer())
  expect(decoded).toMatchObject({ depth: 16, data: white })
})

test('AVIF keeps 12 of 16 bits', async () => {
  const picture = grid(16)
  const decoded = await decodePicture(await encodePicture(picture, 'avif', { quality: 100 }))
  expect(decoded.depth).toBe(16)
  const worst = Math.max(...Array.from(picture.data, (value, i) => Math.abs(value - decoded.data[i])))
  expect(worst).toBeLessThan(65_535 / 255 / 2)
})
