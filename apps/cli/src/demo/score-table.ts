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

/** Returns the header row. Columns have fixed widths, so rows can be printed one by one. */
export function scoreTitles(): string {
  return columns.map(({ title }) => title).join('  ')
}

/** Returns the row of a restored copy. */
export function scoreRow(score: DemoScore): string {
  return columns.map(({ text }) => text(score)).join('  ')
}
