import { type CurvesPanel, curvesFigure } from './curves-figure.js'
import { renderSvg } from './render-svg.js'

const points = [1, 2, 3].map(x => ({ x, y: x / 10 }))
const panel = (names: readonly string[], change: Partial<CurvesPanel> = {}): CurvesPanel => ({
  ...{ title: `of ${names.length}`, x: 'step', y: 'loss', curves: names.map(name => ({ name, points })), ...change },
})
const lines = (svg: string) => [...svg.matchAll(/stroke="(#\w+)" stroke-width="1.1"( stroke-dasharray="[^"]*")?/g)]
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)

test('a panel per quantity; names that share one get colours and one legend', async () => {
  const svg = await renderSvg(curvesFigure([panel(['a']), panel(['x', 'y', 'x']), panel(['y'])]))
  expect(lines(svg).map(([, colour]) => colour)).toEqual(['#0072b2', '#0072b2', '#d55e00', '#0072b2', '#d55e00'])
  const texts = textsOf(svg)
  expect(texts.filter(text => ['a', 'x', 'y'].includes(text))).toEqual(['x', 'y'])
  expect(texts).toEqual(expect.arrayContaining(['of 1', 'of 3', 'step', 'loss']))
})

test('more names than colours have dashes', async () => {
  const names = Array.from({ length: 10 }, (_, index) => `run ${index}`)
  const drawn = lines(await renderSvg(curvesFigure([panel(names)])))
  expect(new Set(drawn.map(([, colour, dash]) => `${colour}${dash}`)).size).toBe(10)
})

test('a logarithmic panel, single points and points that are not finite are drawn', async () => {
  const odd = [{ x: 1, y: Number.POSITIVE_INFINITY }, ...points.slice(0, 1)]
  const svg = await renderSvg(curvesFigure([panel(['a'], { logarithmic: true, curves: [{ name: 'a', points: odd }] })]))
  expect(svg).toMatch(/aria-roledescription="point"|<path[^>]*A/)
  expect(svg).not.toMatch(/NaN|Infinity/)
})

test('names are text', async () => {
  const svg = await renderSvg(curvesFigure([panel(['<script>', '"&'])]))
  expect(svg).toContain('&lt;script&gt;')
  expect(svg).not.toContain('<script>')
})
