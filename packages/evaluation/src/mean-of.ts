import type { PictureSimilarity } from '@dfpir/metrics'

/** The mean of each measure; NaN of none. */
export function meanOf(scores: readonly PictureSimilarity[]): PictureSimilarity {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return { psnr: mean(scores.map(({ psnr }) => psnr)), ssim: mean(scores.map(({ ssim }) => ssim)) }
}
