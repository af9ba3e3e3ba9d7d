import type { Float32Tensor } from '@dfpir/core'
import { lumaPlanes } from './luma.js'
import { tensorPlanes } from './planes.js'
import { planesPsnr } from './planes-psnr.js'

/**
 * Peak signal-to-noise ratio in dB of two float images [H, W, C] in [0, 1] (clipped to it), the error averaged over
 * all pixels and channels: Infinity for identical images, NaN when either holds NaN.
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
