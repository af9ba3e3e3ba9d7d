import { mean, type Picture } from '@dfpir/core'
import { lumaPlanes, type Planes, picturePlanes } from './planes.js'
import { planesPsnr } from './psnr.js'
import { planesSsim, type SsimWindow } from './ssim.js'

export interface ComparePicturesOptions {
  /** Compare BT.601 luma instead of the colours. */
  luma?: boolean
  window?: SsimWindow
}

/** The similarity of two pictures. */
export interface PictureSimilarity {
  /** In dB; Infinity for identical pictures. */
  readonly psnr: number
  readonly ssim: number
}

/** The mean of each measure; NaN without values. */
export function meanSimilarity(all: readonly PictureSimilarity[]): PictureSimilarity {
  return { psnr: mean(all.map(({ psnr }) => psnr)), ssim: mean(all.map(({ ssim }) => ssim)) }
}

/**
 * PSNR and SSIM of two decoded pictures, of 8 or 16 bits each. Alpha is ignored; a grey picture is compared with a
 * colour one as if its channels were equal.
 *
 * @throws DataError if they differ in size or are smaller than SSIM's window
 */
export function comparePictures(
  a: Picture,
  b: Picture,
  { luma = false, window = 'uniform' }: ComparePicturesOptions = {},
): PictureSimilarity {
  const grey = a.channels < 3 && b.channels < 3
  const prepare = (picture: Picture) => {
    const planes = picturePlanes(picture)
    return luma ? lumaPlanes(planes) : grey ? planes : coloured(planes)
  }
  const [planesA, planesB] = [prepare(a), prepare(b)]
  return { psnr: planesPsnr(planesA, planesB), ssim: planesSsim(planesA, planesB, window) }
}

function coloured({ width, height, channels }: Planes): Planes {
  const [red, green = red, blue = red] = channels
  return { width, height, channels: [red, green, blue] }
}
