import { type RgbPicture, rgbPicture } from '@dfpir/images'

/** A picture of blocks in strong colours. In each block, one of the three channels is nearly black. */
export function colouredBlocks(width: number, height: number): RgbPicture {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / 3)
    const block = Math.floor((pixel % width) / 9) + 2 * Math.floor(Math.floor(pixel / width) / 8)
    data[i] = (block + i) % 3 === 0 ? 3 : 40 + ((block * 67 + (i % 3) * 50) % 160)
  }
  return rgbPicture(width, height, data)
}

/** A picture of one colour. */
export function plain(width: number, height: number, colour: readonly number[]): RgbPicture {
  return rgbPicture(
    width,
    height,
    Uint8Array.from({ length: width * height * 3 }, (_, i) => colour[i % 3]),
  )
}
