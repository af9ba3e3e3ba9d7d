import { DataError } from '@dfpir/core'
import type { ScoredSet } from './evaluate-columns.js'
import { formatCsv } from './format-csv.js'
import { formatLatexRows } from './format-latex.js'
import { formatMarkdown } from './format-markdown.js'
import { scoreTable } from './score-table.js'

const scores = { psnr: 30.126, ssim: 0.9 }
const input = { psnr: 20, ssim: 0.5 }
const blind = { psnr: 29.5, ssim: 0.85, condition: 'derain', confidence: 0.75, sigma: 4, leftAlone: false } as const

/** Two pictures with scores, one that failed; a missing data set. */
const columns: readonly ScoredSet[] = [
  {
    title: 'Rain_1|a & "b", σ 5',
    result: {
      ...scores,
      input: { psnr: Number.POSITIVE_INFINITY, ssim: 1 },
      blind: { ...scores, leftAlone: 0 },
      images: [
        { name: '1.png', ...scores, luma: { psnr: 31, ssim: 0.95 }, input, blind },
        { name: '2.png', psnr: Number.POSITIVE_INFINITY, ssim: 1, input },
      ],
      failed: [{ name: '3.png', error: new DataError('cannot be read,\nit says "no"') }],
    },
  },
  { title: 'LOL', expected: 15 },
]
const models = [{ model: 'my_net', taskGiven: true, columns }]
const table = scoreTable({ models, averaged: true })

test('CSV has a line per picture in full precision, blind mode and failures with it', () => {
  expect(formatCsv(models)).toBe(
    [
      'model,set,picture,psnr,ssim,luma_psnr,luma_ssim,input_psnr,input_ssim,blind_psnr,blind_ssim,found,confidence,left_alone,error',
      'my_net,"Rain_1|a & ""b"", σ 5",1.png,30.126,0.9,31,0.95,20,0.5,29.5,0.85,derain,0.75,false,',
      'my_net,"Rain_1|a & ""b"", σ 5",2.png,inf,1,,,20,0.5,,,,,,',
      'my_net,"Rain_1|a & ""b"", σ 5",3.png,,,,,,,,,,,,"cannot be read,\nit says ""no"""',
      '',
    ].join('\n'),
  )
})

test('Markdown: names are escaped, the average says what it lacks, notes follow', () => {
  expect(formatMarkdown(table)).toBe(
    [
      '|  | Rain\\_1\\|a \\& "b", σ 5 | LOL | average |',
      '| --- | ---: | ---: | ---: |',
      '| input | ∞ / 1.0000 | – | – (missing: LOL) |',
      '| my\\_net | 30.13 / 0.9000 | – | – (missing: LOL) |',
      '| my\\_net, blind | 30.13 / 0.9000 | – | – (missing: LOL) |',
      '',
      '- LOL is missing.',
      '- Rain\\_1\\|a \\& "b", σ 5: 1 of 3 pictures could not be measured.',
      '',
    ].join('\n'),
  )
})

test('LaTeX: rows of a tabular, special characters escaped, notes as comments', () => {
  expect(formatLatexRows(table)).toBe(
    [
      '% LOL is missing.',
      '% Rain_1|a & "b", σ 5: 1 of 3 pictures could not be measured.',
      ' & Rain\\_1|a \\& "b", $\\sigma$ 5 & LOL & average \\\\',
      '\\hline',
      'input & $\\infty$ / 1.0000 & -- & -- (missing: LOL) \\\\',
      'my\\_net & 30.13 / 0.9000 & -- & -- (missing: LOL) \\\\',
      'my\\_net, blind & 30.13 / 0.9000 & -- & -- (missing: LOL) \\\\',
      '',
    ].join('\n'),
  )
  const hostile = { header: ['\\input{x}\n%~^'], rows: [], notes: ['a\n\\input{x}'] }
  expect(formatLatexRows(hostile)).toBe(
    '% a \\input{x}\n\\textbackslash{}input\\{x\\} \\%\\textasciitilde{}\\textasciicircum{} \\\\\n\\hline\n',
  )
})
