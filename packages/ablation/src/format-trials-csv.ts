import { type CsvCell, csvLine } from '@dfpir/evaluation'
import type { TrialOutcome } from './run-sweep.js'

/** One line per trial, in full precision; without a result, the line gives the reason. */
export function formatTrialsCsv(outcomes: readonly TrialOutcome[]): string {
  const titles = outcomes.find(({ result }) => result)?.result?.sets.map(({ title }) => title) ?? []
  const header = [
    ...['id', 'name', 'seed', 'overrides', 'psnr', 'ssim', 'loss', 'steps'],
    ...titles.flatMap(title => [`psnr ${title}`, `ssim ${title}`]),
    'error',
  ]
  return `${[header, ...outcomes.map(outcome => cells(outcome, titles.length))].map(csvLine).join('\n')}\n`
}

function cells({ trial, result, error }: TrialOutcome, sets: number): CsvCell[] {
  const { id, name, seed, overrides } = trial
  return [
    ...[id, name, seed, JSON.stringify(overrides), result?.psnr, result?.ssim, result?.loss, result?.steps],
    ...(result?.sets.flatMap(({ psnr, ssim }) => [psnr, ssim]) ?? Array<undefined>(2 * sets).fill(undefined)),
    error?.message,
  ]
}
