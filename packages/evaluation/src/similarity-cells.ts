import type { PictureSimilarity } from '@dfpir/metrics'

/** PSNR in dB with two digits after the point, SSIM with four. */
export function similarityCells({ psnr, ssim }: PictureSimilarity): [psnr: string, ssim: string] {
  return [Number.isFinite(psnr) ? psnr.toFixed(2) : '∞', ssim.toFixed(4)]
}
