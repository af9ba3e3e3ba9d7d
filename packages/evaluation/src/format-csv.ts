import type { ScoredSet } from './evaluate-columns.js'
import type { EvaluationResult, ImageScores } from './evaluate-set.js'

const header = [
  'set',
  'picture',
  'psnr',
  'ssim',
  'blind_psnr',
  'blind_ssim',
  'found',
  'confidence',
  'left_alone',
  'error',
] as const

type Row = Readonly<Partial<Record<(typeof header)[number], string | number | boolean>>>

/** A line per picture of all sets, as comma-separated values in full precision; those that failed come with the reason. */
export function formatCsv(columns: readonly ScoredSet[]): string {
  const rows = columns.flatMap(({ title, result }) => (result ? rowsOf(title, result) : []))
  const lines = rows.map(row => header.map(key => cell(row[key])).join(','))
  return `${[header.join(','), ...lines].join('\n')}\n`
}

function rowsOf(set: string, { images, failed }: EvaluationResult): Row[] {
  const broken = failed.map(({ name, error }): Row => ({ set, picture: name, error: error.message }))
  return [...images.map(image => rowOf(set, image)), ...broken]
}

function rowOf(set: string, { name, psnr, ssim, blind }: ImageScores): Row {
  const scores: Row = { set, picture: name, psnr, ssim }
  if (!blind) return scores
  const { psnr: blind_psnr, ssim: blind_ssim, condition: found, confidence, leftAlone: left_alone } = blind
  return { ...scores, blind_psnr, blind_ssim, found, confidence, left_alone }
}

/** RFC 4180; an infinite PSNR is `inf`, as pandas and R read it. */
function cell(value: Row[keyof Row] = ''): string {
  const text = value === Number.POSITIVE_INFINITY ? 'inf' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
