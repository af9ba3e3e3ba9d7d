import { type Plane, type RgbPicture, rgbPicture } from '@dfpir/images'
import { codeBlocks } from './jpeg-blocks.js'
import { jpegTables } from './jpeg-tables.js'
import { checkValues, type DegradationKind, type Values } from './kind.js'

/**
 * Applies the losses of a JPEG to a picture (ITU-T T.81 and JFIF): separates brightness and colours, subsamples the
 * colours in width and height (4:2:0), and rounds the cosine coefficients of blocks of 8×8 to steps that depend on the
 * quality. The coding of the rounded numbers is lossless and is skipped, so no codec is needed and the result does not
 * depend on a codec's version.
 *
 * @throws UsageError if the quality is not a whole number from 1 to 100
 */
export function compressJpeg(picture: RgbPicture, { quality }: Values<'quality'>): RgbPicture {
  checkValues(jpegKind, { quality })
  const { width, height } = picture
  const tables = jpegTables(quality)
  const [y, cb, cr] = separate(picture)
  const colour = (plane: Plane) => doubled(codeBlocks(subsampled(plane), tables.chroma), width, height)
  return merge(width, height, codeBlocks(y, tables.luma), colour(cb), colour(cr))
}

/** {@link compressJpeg} with a random quality. */
export const jpegKind: DegradationKind<'quality'> = {
  name: 'jpeg',
  effect: 'JPEG',
  parameters: {
    quality: { about: 'quality of the JPEG', unit: '', valid: [1, 100], drawn: [10, 60], evenly: 'whole' },
  },
  degrade: compressJpeg,
}

/** Y, Cb and Cr, 0 … 255, their last row and column repeated up to multiples of 16. */
function separate({ width, height, data }: RgbPicture): readonly [Plane, Plane, Plane] {
  const size = { width: Math.ceil(width / 16) * 16, height: Math.ceil(height / 16) * 16 }
  const plane = () => ({ ...size, data: new Float32Array(size.width * size.height) })
  const planes = [plane(), plane(), plane()] as const
  for (let row = 0, to = 0; row < size.height; row++) {
    for (let column = 0; column < size.width; column++, to++) {
      const from = (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 3
      const y = 0.299 * data[from] + 0.587 * data[from + 1] + 0.114 * data[from + 2]
      planes[0].data[to] = Math.round(y)
      planes[1].data[to] = Math.min(Math.round((data[from + 2] - y) / 1.772 + 128), 255)
      planes[2].data[to] = Math.min(Math.round((data[from] - y) / 1.402 + 128), 255)
    }
  }
  return planes
}

/** Means of 2×2 samples. */
function subsampled({ width, height, data }: Plane): Plane {
  const half = { width: width / 2, height: height / 2, data: new Float32Array(data.length / 4) }
  for (let y = 0, to = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++, to++) {
      const from = 2 * y * width + 2 * x
      half.data[to] = Math.round((data[from] + data[from + 1] + data[from + width] + data[from + width + 1]) / 4)
    }
  }
  return half
}

/**
 * Interpolates linearly between the centres of samples, as decoders do, and repeats the last samples beyond the border.
 */
function doubled({ width: stride, data }: Plane, width: number, height: number): Plane {
  const doubled = { width, height, data: new Float32Array(width * height) }
  const lastRow = Math.ceil(height / 2) - 1
  const lastColumn = Math.ceil(width / 2) - 1
  const beside = (place: number, last: number) => Math.min(Math.max((place >> 1) + (place % 2 === 0 ? -1 : 1), 0), last)
  for (let y = 0, to = 0; y < height; y++) {
    const near = (y >> 1) * stride
    const far = beside(y, lastRow) * stride
    for (let x = 0; x < width; x++, to++) {
      const column = x >> 1
      const next = beside(x, lastColumn)
      const sum = 9 * data[near + column] + 3 * (data[near + next] + data[far + column]) + data[far + next]
      doubled.data[to] = sum / 16
    }
  }
  return doubled
}

/** Merges Y, Cb and Cr into a picture; the planes may be larger than the picture. */
function merge(width: number, height: number, y: Plane, cb: Plane, cr: Plane): RgbPicture {
  const data = new Uint8ClampedArray(width * height * 3)
  for (let row = 0, to = 0; row < height; row++) {
    for (let column = 0; column < width; column++, to += 3) {
      const light = y.data[row * y.width + column]
      const blue = cb.data[row * cb.width + column] - 128
      const red = cr.data[row * cr.width + column] - 128
      data[to] = light + 1.402 * red
      data[to + 1] = light - 0.344136 * blue - 0.714136 * red
      data[to + 2] = light + 1.772 * blue
    }
  }
  return rgbPicture(width, height, new Uint8Array(data.buffer))
}
