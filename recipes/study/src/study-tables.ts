import type { SpreadScores } from '@dfpir/ablation'
import type { Spread } from '@dfpir/core'
import { paperTrials, type ScoreTable } from '@dfpir/evaluation'
import { complete } from './claims.js'
import type { JudgedClaim } from './judge-claims.js'
import type { Study } from './read-study.js'
import { exceedsNoise, type SeedDifference } from './seed-difference.js'

/** The scores of every variant: PSNR and SSIM per task and their mean, with the deviation over seeds. */
export function scoresTable({ variants }: Study): ScoreTable {
  const [{ sets }] = variants.filter(({ scores }) => scores)
  const result = variants.flatMap(({ outcomes }) => outcomes.flatMap(outcome => outcome.result ?? []))[0]
  const inputs = [...result.sets.map(({ input }) => input), result.input]
  const input = inputs.map(({ psnr, ssim }) => scoresText({ psnr: { mean: psnr }, ssim: { mean: ssim } }))
  return {
    header: ['', 'parameters', ...sets.map(({ title }) => title), 'mean', 'paper'],
    rows: [
      ['input', '', ...input, ''],
      ...variants.map(({ name, record, scores, sets: own }) => [
        name === complete ? `${name} (γ 0.9)` : name,
        record?.parameters.toLocaleString('en') ?? '–',
        ...(scores ? [...own, scores].map(scoresText) : Array<string>(sets.length + 1).fill('–')),
        publishedText(name),
      ]),
    ],
    notes: [],
  }
}

function publishedText(name: string): string {
  const published = [...paperTrials.table3a, ...paperTrials.table3b].find(({ trial }) => trial === name)
  return published ? `${published.psnr.toFixed(2)} / ${published.ssim.toFixed(3)}` : '–'
}

function scoresText({ psnr, ssim }: SpreadScores): string {
  return `${spreadText(psnr, 2)} / ${spreadText(ssim, 3)}`
}

function spreadText({ mean, deviation }: Spread, digits: number): string {
  return deviation === undefined ? mean.toFixed(digits) : `${mean.toFixed(digits)} ± ${deviation.toFixed(digits)}`
}

const verdicts = { yes: '**yes**', no: '**no**', open: 'within the noise' } as const

/** The differences between variants in Markdown, those that exceed the noise in bold. */
export function claimsTable(judged: readonly JudgedClaim[], titles: readonly string[]): string {
  const header = ['question', 'difference', 'paper', 'mean', ...titles, 'answer']
  const rows = judged.map(({ question, variant, than, paper, difference, tasks, verdict }) => [
    question,
    `${variant} − ${than}`,
    paper === undefined ? '–' : signed(paper),
    ...[difference, ...tasks].map(differenceText),
    verdicts[verdict],
  ])
  const rule = header.map((_, column) => (column < 2 || column === header.length - 1 ? '---' : '---:'))
  return [header, rule, ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function differenceText(difference: SeedDifference): string {
  const { mean, margin } = difference
  const text = `${signed(mean)} ± ${margin.toFixed(2)}`
  return exceedsNoise(difference) ? `**${text}**` : text
}

/** For example `+0.31` or `−0.02`. */
export function signed(value: number): string {
  const digits = Math.abs(value).toFixed(2)
  if (Number(digits) === 0) return digits
  return `${value < 0 ? '−' : '+'}${digits}`
}
