import { percent } from '@dfpir/detector'
import type { BlindScores } from './blind-scores.js'
import type { EvaluationResult } from './evaluate-set.js'
import type { Scores } from './scores.js'
import { similarityCells } from './similarity-cells.js'

/**
 * The scores as a text table: one line per picture, then the means before and after restoration. If measured, it also
 * has scores on luma, scores of blind mode with its detections, and the gain of blind mode below.
 */
export function formatTable({ images, input, blind, ...means }: EvaluationResult): string {
  const header = ['PSNR', 'SSIM', ...(means.luma ? ['luma', 'SSIM'] : []), ...(blind ? ['blind', 'SSIM'] : [])]
  const all = [
    { name: 'picture', numbers: header, found: blind && 'found' },
    ...images.map(image => ({
      name: image.name,
      numbers: cells(image, image.blind),
      found: image.blind && describe(image.blind),
    })),
    { name: 'mean of the inputs', numbers: cells(input, blind && input) },
    { name: 'mean', numbers: cells(means, blind) },
  ]
  const width = all.reduce((most, { name }) => Math.max(most, name.length), 0)
  const lines = all.map(row => line(row, width))
  lines.splice(1 + images.length, 0, '-'.repeat(lines.reduce((most, { length }) => Math.max(most, length), 0)))
  return [...lines, ...summary(blind, images.length)].join('\n')
}

interface Row {
  readonly name: string
  readonly numbers: readonly string[]
  readonly found?: string
}

/** The name aligned left, numbers aligned right, and the detection. */
function line({ name, numbers, found }: Row, width: number): string {
  return [name.padEnd(width), ...numbers.map(value => value.padStart(7)), ...(found ? [found] : [])].join(' ')
}

function cells(scores: Scores, blind?: Scores): string[] {
  return [scores, scores.luma, blind].flatMap(each => (each ? similarityCells(each) : []))
}

function describe({ condition, confidence, leftAlone }: BlindScores): string {
  return `${condition} ${percent(confidence)}${leftAlone ? ', left alone' : ''}`
}

function summary(blind: EvaluationResult['blind'], total: number): string[] {
  if (!blind) return []
  const { gain, leftAlone } = blind
  const restored = `${total - leftAlone} of ${total} pictures restored blind`
  const compared = gain === undefined ? '' : `, blind − oracle ${gain.toFixed(3)} dB in their mean`
  return [`${restored}${compared}; ${leftAlone} left alone`]
}
