import { percent } from '@dfpir/core'
import type { BlindScores } from './blind-scores.js'
import type { EvaluationResult } from './evaluate-set.js'
import { similarityCells } from './similarity-cells.js'

/**
 * The scores as a table for people: a line per picture, then the means before and after restoring; beside them those of
 * blind mode with what was found, and below what it gains.
 */
export function formatTable({ images, input, psnr, ssim, blind }: EvaluationResult): string {
  const blindHeader = blind ? ['blind', 'SSIM', 'found'] : []
  const rows = images.map(image => [
    image.name,
    ...similarityCells(image),
    ...(image.blind ? blindCells(image.blind) : []),
  ])
  const inputs = ['mean of the inputs', ...similarityCells(input), ...(blind ? similarityCells(input) : [])]
  const means = ['mean', ...similarityCells({ psnr, ssim }), ...(blind ? similarityCells(blind) : [])]
  const all = [['picture', 'PSNR', 'SSIM', ...blindHeader], ...rows, inputs, means]
  const width = Math.max(...all.map(([name]) => name.length))
  const lines = all.map(row => line(row, width))
  lines.splice(1 + rows.length, 0, '-'.repeat(lines.reduce((most, { length }) => Math.max(most, length), 0)))
  return [...lines, ...summary(blind, images.length)].join('\n')
}

/** The name flush left, numbers flush right, what was found as it is. */
function line([name, ...values]: readonly string[], width: number): string {
  const numbers = values.slice(0, 4).map(value => value.padStart(7))
  return [name.padEnd(width), ...numbers, ...values.slice(4)].join(' ')
}

function blindCells({ condition, confidence, leftAlone, ...scores }: BlindScores): string[] {
  return [...similarityCells(scores), `${condition} ${percent(confidence)}${leftAlone ? ', left alone' : ''}`]
}

function summary(blind: EvaluationResult['blind'], total: number): string[] {
  if (!blind) return []
  const { gain, leftAlone } = blind
  const restored = `${total - leftAlone} of ${total} pictures restored blind`
  const compared = gain === undefined ? '' : `, blind − oracle ${gain.toFixed(3)} dB in their mean`
  return [`${restored}${compared}; ${leftAlone} left alone`]
}
