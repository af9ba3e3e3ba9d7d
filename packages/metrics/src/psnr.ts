import type { Float32Tensor } from '@dfpir/core'
import { checkSameSize, lumaPlanes, type Planes, tensorPlanes } from './planes.js'

/**
 * Peak signal-to-noise ratio in dB of two float images [H, W, C] in [0, 1] (clipped to it), the error averaged over all
 * pixels and channels: Infinity for identical images, NaN if either contains NaN.
 *
 * @throws DataError when the shapes differ or are no image's.
 */
export function psnr(a: Float32Tensor, b: Float32Tensor): number {
  return planesPsnr(tensorPlanes(a), tensorPlanes(b))
}

/**
 * The same on BT.601 luma (studio range), of RGB or grey images.
 *
 * @throws DataError when the shapes differ or are no image's.
 */
export function psnrLuma(a: Float32Tensor, b: Float32Tensor): number {
  return planesPsnr(lumaPlanes(tensorPlanes(a)), lumaPlanes(tensorPlanes(b)))
}

/** 10 log₁₀(1 / mean squared error), the mean over all pixels and channels. */
export function planesPsnr(a: Planes, b: Planes): number {
  checkSameSize(a, b)
  let sum = 0
  a.channels.forEach((plane, channel) => {
    const other = b.channels[channel]
    for (let i = 0; i < plane.length; i++) sum += (plane[i] - other[i]) ** 2
  })
  const error = sum / (a.channels.length * a.width * a.height)
  return 10 * Math.log10(1 / error)
}
