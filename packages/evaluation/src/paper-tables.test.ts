import type { PictureSimilarity } from '@dfpir/metrics'
import { titleOf } from './open-suite.js'
import { paper, paperTables, paperTrials } from './paper-tables.js'
import { suites } from './suites.js'

const mean = (scores: readonly (PictureSimilarity | undefined)[], pick: keyof PictureSimilarity) =>
  scores.reduce((sum, score) => sum + score![pick], 0) / scores.length

test.each(['table1', 'table2'] as const)(
  '%s has the columns of its suite, and averages that follow from them',
  name => {
    const { columns, rows } = paperTables[name]
    expect(columns).toEqual(suites[name].columns.map(titleOf))
    for (const { method, scores, average, source } of rows) {
      expect([method, scores.length]).toEqual([method, columns.length])
      expect(source).toMatch(/\w/)
      // A misread digit would show; MPRNet's printed average in Table 2 is 0.028 below the mean of its columns.
      expect(Math.abs(mean(scores, 'psnr') - average!.psnr)).toBeLessThan(0.03)
      expect(Math.abs(mean(scores, 'ssim') - average!.ssim)).toBeLessThan(0.002)
    }
    expect(rows.at(-1)!.method).toBe('DFPIR')
    expect(new Set(rows.map(({ method }) => method)).size).toBe(rows.length)
  },
)

test('the trials of Table 3 are named; figures that could not be verified are left out', () => {
  expect(paperTrials.table3a.map(({ trial }) => trial)).toEqual([
    'baseline',
    'CA',
    'CA + CAAPM',
    'DGCPM',
    'DGCPM + CAAPM',
  ])
  expect(paperTrials.table3b.map(({ trial }) => trial)).toEqual(['γ 0.5', 'γ 0.7', 'γ 0.8', 'γ 0.9', 'γ 1.0'])
  expect(Object.values(paperTrials).flatMap(trials => trials.map(({ psnr }) => psnr))).toEqual(
    Array(10).fill(undefined),
  )
  expect(paper).toContain('CVPR 2025')
})
