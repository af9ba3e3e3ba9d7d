import type { EvaluationResult } from '@dfpir/evaluation'

/** The part of `dfpir evaluate --json` for one set of degraded photographs. */
export interface MeasuredSet {
  readonly title: string
  readonly result: Pick<EvaluationResult, 'images' | 'psnr' | 'ssim' | 'input' | 'blind'>
}

/**
 * Formats inputs and outputs as a Markdown table with a row for each set: mean PSNR and SSIM, the least and the greatest
 * gain in PSNR of a picture, and the number of pictures whose PSNR fell.
 */
export function gainTable(sets: readonly MeasuredSet[]): string {
  const rows = sets.map(({ title, result: { images, input, ...mean } }) => {
    const gains = images.map(image => image.psnr - image.input.psnr)
    const lost = gains.filter(gain => gain < 0).length
    return [
      title,
      scores(input),
      scores(mean),
      signed(mean.psnr - input.psnr),
      `${signed(Math.min(...gains))} … ${signed(Math.max(...gains))}`,
      String(lost),
    ]
  })
  return markdown(['', 'input PSNR / SSIM', 'restored', 'gain', 'least … most', 'pictures that lost'], rows)
}

/** Compares blind mode with the known task, with a row for each set that was measured in both ways. */
export function blindTable(sets: readonly MeasuredSet[]): string {
  const rows = sets.flatMap(({ title, result: { images, blind, psnr } }) => {
    if (!blind) return []
    const gain = blind.gain === undefined ? '–' : signed(blind.gain, 3)
    return [[title, decibels(psnr), decibels(blind.psnr), `${blind.leftAlone} of ${images.length}`, gain]]
  })
  return markdown(['', 'task given', 'blind', 'left alone', 'blind − task given, restored ones'], rows)
}

/** An infinite PSNR is `null` in JSON. */
function decibels(psnr: number | null): string {
  return psnr === null ? '∞' : psnr.toFixed(2)
}

function scores({ psnr, ssim }: { psnr: number; ssim: number }): string {
  return `${psnr.toFixed(2)} / ${ssim.toFixed(3)}`
}

/** Formats a number with its sign. */
export function signed(value: number, digits = 2): string {
  const text = value.toFixed(digits)
  return value < 0 ? text.replace('-', '−') : `+${text}`
}

function markdown(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n')
}
