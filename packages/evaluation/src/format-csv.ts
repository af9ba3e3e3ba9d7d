import { type CsvCell, csvLine } from './csv-line.js'
import type { EvaluationResult, ImageScores } from './evaluate-set.js'
import type { ModelScores } from './score-table.js'

const header = [
  'model',
  'set',
  'picture',
  'psnr',
  'ssim',
  'luma_psnr',
  'luma_ssim',
  'input_psnr',
  'input_ssim',
  'blind_psnr',
  'blind_ssim',
  'found',
  'confidence',
  'left_alone',
  'error',
] as const

type Row = Readonly<Partial<Record<(typeof header)[number], CsvCell>>>

/** One line of CSV per picture of all sets and models, in full precision. Failed pictures have the reason. */
export function formatCsv(models: readonly ModelScores[]): string {
  const rows = models.flatMap(({ model, columns }) =>
    columns.flatMap(({ title, result }) => (result ? csvRows({ model, set: title }, result) : [])),
  )
  const lines = rows.map(row => csvLine(header.map(key => row[key])))
  return `${[header.join(','), ...lines].join('\n')}\n`
}

function csvRows(where: Row, { images, failed }: EvaluationResult): Row[] {
  const broken = failed.map(({ name, error }): Row => ({ ...where, picture: name, error: error.message }))
  return [...images.map(image => ({ ...where, ...rowOf(image) })), ...broken]
}

function rowOf({ name, psnr, ssim, luma, input, blind }: ImageScores): Row {
  return {
    picture: name,
    psnr,
    ssim,
    luma_psnr: luma?.psnr,
    luma_ssim: luma?.ssim,
    input_psnr: input.psnr,
    input_ssim: input.ssim,
    blind_psnr: blind?.psnr,
    blind_ssim: blind?.ssim,
    found: blind?.condition,
    confidence: blind?.confidence,
    left_alone: blind?.leftAlone,
  }
}
