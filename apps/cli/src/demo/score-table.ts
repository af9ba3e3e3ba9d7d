import type { DemoScore } from './show-restoring.js'

interface Column {
  readonly title: string
  readonly text: (score: DemoScore) => string
}

const columns: readonly Column[] = [
  left(23, 'picture', ({ damage }) => damage.photograph),
  left(8, 'damage', ({ damage }) => damage.name),
  right(11, 'PSNR before', ({ before }) => `${before.psnr.toFixed(2)} dB`),
  right(8, 'after', ({ after }) => `${after.psnr.toFixed(2)} dB`),
  right(11, 'SSIM before', ({ before }) => before.ssim.toFixed(3)),
  right(5, 'after', ({ after }) => after.ssim.toFixed(3)),
  right(7, 'seconds', ({ seconds }) => seconds.toFixed(1)),
]

function left(width: number, title: string, text: Column['text']): Column {
  return { title: title.padEnd(width), text: score => text(score).padEnd(width) }
}

function right(width: number, title: string, text: Column['text']): Column {
  return { title: title.padStart(width), text: score => text(score).padStart(width) }
}

/** The titles of the table's columns, whose widths are fixed: rows can be printed as they come. */
export function scoreTitles(): string {
  return columns.map(({ title }) => title).join('  ')
}

/** A restored copy's row in the table. */
export function scoreRow(score: DemoScore): string {
  return columns.map(({ text }) => text(score)).join('  ')
}
