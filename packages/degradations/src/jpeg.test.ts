import { Random, UsageError } from '@dfpir/core'
import { type RgbPicture, rgbPicture, toFloat } from '@dfpir/images'
import { psnr } from '@dfpir/metrics'
import sharp from 'sharp'
import { compressJpeg, jpegKind } from './jpeg.js'
import { codeBlocks } from './jpeg-blocks.js'
import { jpegTables } from './jpeg-tables.js'
import { photograph, plain } from './photograph.test.helper.js'

async function savedBySharp({ width, height, data }: RgbPicture, quality: number): Promise<RgbPicture> {
  const image = sharp(data, { raw: { width, height, channels: 3 } })
  const saved = await image.jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer()
  return rgbPicture(width, height, new Uint8Array(await sharp(saved).raw().toBuffer()))
}

/** Bright and dark areas in many colours. */
function smooth(width: number, height: number): RgbPicture {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    return 127 + 60 * Math.sin(x / (7 + (i % 3))) + 60 * Math.cos(y / (11 - (i % 3)))
  })
  return rgbPicture(width, height, data)
}

const difference = (a: RgbPicture, b: RgbPicture) => psnr(toFloat(a), toFloat(b))

test.each([
  [5, 64, 48],
  [30, 64, 48],
  [50, 61, 47],
  [75, 33, 17],
  [95, 16, 16],
])('quality %d of %d×%d: what a codec gives, to within rounding', async (quality, width, height) => {
  for (const picture of [photograph(width, height), smooth(width, height)]) {
    const expected = await savedBySharp(picture, quality)
    const ours = compressJpeg(picture, { quality })
    expect(difference(ours, expected)).toBeGreaterThan(42)
    if (quality <= 50) expect(difference(picture, expected)).toBeLessThan(40)
  }
})

test('the lower the quality, the farther from the picture', () => {
  const picture = photograph(64, 64)
  const distances = [90, 60, 30, 10, 2].map(quality => difference(compressJpeg(picture, { quality }), picture))
  expect(distances).toEqual(distances.toSorted((a, b) => b - a))
})

test('plain greys that the steps can tell stay as they are', () => {
  for (const grey of [0, 128, 200, 255]) {
    expect(compressJpeg(plain(19, 5, [grey, grey, grey]), { quality: 90 })).toEqual(plain(19, 5, [grey, grey, grey]))
  }
})

test('with steps of 1, blocks come back to within a level', () => {
  const data = Float32Array.from({ length: 256 }, (_, i) => (i * 37) % 256)
  const coded = codeBlocks({ width: 16, height: 16, data }, Array<number>(64).fill(1)).data
  expect(Math.max(...coded.map((value, i) => Math.abs(value - data[i])))).toBeLessThanOrEqual(2)
})

test('tables are scaled as usual', () => {
  expect(jpegTables(50).luma.slice(0, 8)).toEqual([16, 11, 10, 16, 24, 40, 51, 61])
  expect(jpegTables(25).luma[0]).toBe(32)
  expect(jpegTables(75).chroma.slice(0, 4)).toEqual([9, 9, 12, 24])
  expect(new Set([...jpegTables(100).luma, ...jpegTables(100).chroma])).toEqual(new Set([1]))
  expect(Math.max(...jpegTables(1).luma)).toBe(255)
})

test.each([0, 101, 50.5, Number.NaN])('a quality of %d is refused', quality => {
  expect(() => compressJpeg(photograph(8, 8), { quality })).toThrow(UsageError)
  expect(jpegKind.parameters.quality.valid).toEqual([1, 100])
  expect(() => compressJpeg(photograph(8, 8), { quality: new Random(0).integer(100) + 1 })).not.toThrow()
})
