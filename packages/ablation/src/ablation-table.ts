import type { Spread } from '@dfpir/core'
import { paper, paperTrials, type ScoreTable } from '@dfpir/evaluation'
import type { PictureSimilarity } from '@dfpir/metrics'
import { paperTableOf } from './ablation-presets.js'
import type { OutcomeGroup, SpreadScores } from './group-outcomes.js'
import type { TrialResult } from './trial-result.js'

/**
 * The results of a sweep as a table of texts: a row for the inputs, then one per group of seeds with PSNR and SSIM on
 * each set, their mean, its rank, and the paper's figures.
 *
 * @param preset the sweep's preset, which selects the paper's column
 */
export function ablationTable(groups: readonly OutcomeGroup[], preset?: string): ScoreTable {
  const table = paperTableOf(preset)
  const [result] = groups.flatMap(({ outcomes }) => outcomes.flatMap(outcome => outcome.result ?? []))
  const titles = result?.sets.map(({ title }) => title) ?? []
  const published = (name: string) => (table ? [publishedCell(table, name)] : [])
  return {
    header: ['', ...titles, 'mean', 'rank', ...(table ? ['paper'] : [])],
    rows: [
      ...(result ? [[...inputCells(result), '', ...(table ? [''] : [])]] : []),
      ...groups.map(group => [...groupCells(group, titles.length), ...published(group.name)]),
    ],
    notes: [...notesOn(groups, result), ...(table ? [paperNote(table)] : [])],
  }
}

function inputCells({ input, sets }: TrialResult): string[] {
  return ['input', ...[...sets.map(set => set.input), input].map(similarityCell)]
}

function groupCells({ name, scores, sets, rank }: OutcomeGroup, columns: number): string[] {
  if (!scores) return [name, ...Array<string>(columns + 2).fill('–')]
  return [name, ...[...sets, scores].map(cell), String(rank)]
}

/** For example "24.31 / 0.7012". */
export function similarityCell({ psnr, ssim }: PictureSimilarity): string {
  return cell({ psnr: { mean: psnr }, ssim: { mean: ssim } })
}

/** For example "24.31 ± 0.02 / 0.7012 ± 0.0010". */
function cell({ psnr, ssim }: SpreadScores): string {
  return `${spreadText(psnr, 2)} / ${spreadText(ssim, 4)}`
}

function spreadText({ mean, deviation }: Spread, digits: number): string {
  if (!Number.isFinite(mean)) return '∞'
  return `${mean.toFixed(digits)}${deviation === undefined ? '' : ` ± ${deviation.toFixed(digits)}`}`
}

function publishedCell(table: 'table3a' | 'table3b', name: string): string {
  const published = paperTrials[table].find(({ trial }) => trial === name)
  return published ? `${published.psnr.toFixed(2)} / ${published.ssim.toFixed(3)}` : '–'
}

function notesOn(groups: readonly OutcomeGroup[], result: TrialResult | undefined): string[] {
  const seeds = Math.max(...groups.map(({ outcomes }) => outcomes.length))
  const lacking = groups.flatMap(({ outcomes }) => outcomes.filter(outcome => !outcome.result))
  return [
    'PSNR in dB and SSIM on 8-bit RGB, whole pictures; the mean weighs all sets equally.',
    ...(seeds > 1 ? ['± is the standard deviation over seeds.'] : []),
    ...(result ? [`Pictures: ${result.sets.map(({ title, pictures }) => `${title} ${pictures}`).join(', ')}.`] : []),
    ...lacking.map(
      ({ trial, error }) => `${trial.name}, seed ${trial.seed}, is missing: ${error?.message ?? 'it has not ended'}.`,
    ),
  ]
}

function paperNote(table: 'table3a' | 'table3b'): string {
  return `The column "paper" is Table 3 (${table.at(-1)}) of ${paper}: the mean over three tasks, trained in full.`
}
