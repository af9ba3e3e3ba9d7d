import type { PictureSimilarity } from '@dfpir/metrics'
import type { EvaluationResult } from './evaluate-set.js'

/** The scores as a table for people: a line per picture, then the means before and after restoring. */
export function formatTable({ images, input, psnr, ssim }: EvaluationResult): string {
  const rows = images.map(image => row(image.name, image))
  const means = [row('mean of the inputs', input), row('mean', { psnr, ssim })]
  const all = [['picture', 'PSNR', 'SSIM'], ...rows, ...means]
  const width = Math.max(...all.map(([name]) => name.length))
  const lines = all.map(([name, ...values]) =>
    [name.padEnd(width), ...values.map(value => value.padStart(7))].join(' '),
  )
  lines.splice(1 + rows.length, 0, '-'.repeat(width + 16))
  return lines.join('\n')
}

function row(name: string, { psnr, ssim }: PictureSimilarity): string[] {
  return [name, Number.isFinite(psnr) ? psnr.toFixed(2) : '∞', ssim.toFixed(4)]
}
