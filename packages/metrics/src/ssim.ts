import type { Float32Tensor } from '@dfpir/core'
import { lumaPlanes } from './luma.js'
import { tensorPlanes } from './planes.js'
import { planesSsim, type SsimWindow } from './planes-ssim.js'

export interface SsimOptions {
  /**
   * `uniform` (the default): 7×7 pixels of equal weight, covariances of a sample (n − 1), scikit-image's own default.
   * `gaussian`: 11×11 with standard deviation 1.5, weighted covariances as they are, as in the paper by Wang et al.
   */
  window?: SsimWindow
}

/**
 * Mean structural similarity (Wang et al., 2004) of two float images [H, W, C] in [0, 1] (clipped to it): over whole
 * windows, with K₁ = 0.01, K₂ = 0.03, averaged over channels. 1 for identical images, NaN when either holds NaN.
 *
 * @throws DataError when the shapes differ or are no image's, or the image is smaller than the window.
 */
export function ssim(a: Float32Tensor, b: Float32Tensor, { window = 'uniform' }: SsimOptions = {}): number {
  return planesSsim(tensorPlanes(a), tensorPlanes(b), window)
}

/**
 * The same on BT.601 luma (studio range), of RGB or grey images.
 *
 * @throws DataError when the shapes differ or are no image's, or the image is smaller than the window.
 */
export function ssimLuma(a: Float32Tensor, b: Float32Tensor, { window = 'uniform' }: SsimOptions = {}): number {
  return planesSsim(lumaPlanes(tensorPlanes(a)), lumaPlanes(tensorPlanes(b)), window)
}
