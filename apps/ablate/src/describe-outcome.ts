import type { TrialOutcome } from '@dfpir/ablation'

/** What came of a trial, in a few words. */
export function describeOutcome({ result, error }: TrialOutcome): string {
  return result ? `PSNR ${result.psnr.toFixed(2)} dB, SSIM ${result.ssim.toFixed(4)}` : `failed: ${error?.message}`
}
