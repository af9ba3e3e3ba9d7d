import { DataError, UsageError } from '@dfpir/core'
import { embeddingFigure } from './embedding-figure.js'
import { gammaFigure } from './gamma-figure.js'
import { renderSvg } from './render-svg.js'

const textsOf = (svg: string) => [...svg.matchAll(/<t(?:ext|span)[^>]*>([^<]+)</g)].map(([, text]) => text)
test('an embedding has a panel per model, and a legend for all', async () => {
  const groups = ['rain', 'haze']
  const points = [
    { group: 'rain', x: 0, y: 0 },
    { group: 'haze', x: 1, y: 2 },
    { group: 'haze', x: 2, y: 1 },
  ]
  const panels = ['ours', 'theirs'].map(title => {
    return { title, subtitle: `layer ${title}`, captions: [`${title}: silhouette 0.5`], points }
  })
  const svg = await renderSvg(embeddingFigure({ groups, panels }))
  expect(textsOf(svg).sort()).toEqual([
    'haze',
    'layer ours',
    'layer theirs',
    'ours',
    'ours: silhouette 0.5',
    'rain',
    'theirs',
    'theirs: silhouette 0.5',
  ])
  const drawn = (colour: string) => [...svg.matchAll(new RegExp(`<path [^>]*fill="${colour}"`, 'g'))].length
  expect([drawn('#0072b2'), drawn('#d55e00')]).toEqual([2 + 1, 4 + 1])
})

test('long names are broken into lines that are no wider than their panel', async () => {
  const panels = ['first', 'second'].map(name => ({
    title: `${name} of several networks with a long description`,
    points: [],
  }))
  const texts = textsOf(await renderSvg(embeddingFigure({ groups: [], panels })))
  expect(texts).toEqual(expect.arrayContaining(['first of several', 'second of several', 'networks with a long']))
  for (const text of texts) expect(text.length * 9 * 0.6).toBeLessThanOrEqual(150)
})

test('more groups than colours are refused', () => {
  const groups = Array.from({ length: 9 }, (_, index) => `${index}`)
  expect(() => embeddingFigure({ groups, panels: [] })).toThrow(UsageError)
})

test('a curve has a tick per γ, the best of which is filled, and says what its bars are', async () => {
  const points = [
    { gamma: 1, psnr: 28 },
    { gamma: 0.5, psnr: 27.5, deviation: 0.1 },
    { gamma: 0.9, psnr: 28.4, deviation: 0.2 },
  ]
  const svg = await renderSvg(gammaFigure([{ title: 'this sweep', points }]))
  expect(textsOf(svg)).toEqual(
    expect.arrayContaining(['this sweep', '0.5', '0.9', '1.0', 'PSNR (dB)', 'means of seeds ± one standard deviation']),
  )
  const fills = [...svg.matchAll(/<path [^>]*fill="(white|#0072b2)" stroke="#0072b2"/g)].map(([, fill]) => fill)
  expect(fills).toEqual(['white', '#0072b2', 'white'])
})

test('two curves have scales of their own; without seeds no bars are spoken of', async () => {
  const curve = (title: string, psnr: number) => ({ title, points: [{ gamma: 0.9, psnr }] })
  const svg = await renderSvg(gammaFigure([curve('a', 28), curve('b', 32)]))
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['a', 'b', '28.000', '32.000']))
  expect(svg).not.toContain('deviation')
  expect(() => gammaFigure([{ title: 'none', points: [] }])).toThrow(DataError)
})
