import { UsageError } from '@dfpir/core'
import { ordersFigure } from './orders-figure.js'
import { renderSvg } from './render-svg.js'

const panel = (title: string, places: number) => ({
  title,
  orders: [Array.from({ length: places }, (_, i) => i), Array.from({ length: places }, (_, i) => places - 1 - i)],
  distances: [
    [0, 1],
    [1, 0],
  ],
})
const prompts = ['denoise-15', 'take <this> & that away']
const figure = ordersFigure({ prompts, panels: [panel('level 1', 4), panel('latent', 32)] })

/** The texts of an SVG in their order. */
const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)

test('every place of every order is drawn, in its colour', async () => {
  const warn = jest.spyOn(console, 'warn')
  const svg = await renderSvg(figure)
  expect(warn).not.toHaveBeenCalled()
  const colours = [...svg.matchAll(/<path d="M[^"]*h[^"]*" fill="(rgb[^"]*|#[0-9a-f]{6})"/g)].map(([, fill]) => fill)
  const [first, last] = ['rgb(68, 1, 84)', 'rgb(253, 231, 37)'] // viridis
  expect(colours.filter(colour => colour === first)).toHaveLength(4)
  expect(colours.filter(colour => colour === last)).toHaveLength(4)
  expect(colours.slice(4, 8)).toEqual(colours.slice(0, 4).reverse())
})

test('prompts, panels, axes and distances are named', async () => {
  const texts = textsOf(await renderSvg(figure))
  expect(texts).toEqual(expect.arrayContaining(['level 1: 4 channels', 'latent: 32 channels', 'Kendall distance']))
  expect(texts.filter(text => text === '2  take &lt;this&gt; &amp; that away')).toHaveLength(2)
  expect(texts.filter(text => text === '1.000')).toHaveLength(4)
  expect(texts).toEqual(expect.arrayContaining(['place in the order', 'prompt', '0.5, unrelated']))
  expect(texts.filter(text => text.includes('…'))).toEqual([])
})

test('a note stands below in lines', async () => {
  const note = 'The shuffle hardly moves channels. '.repeat(5)
  const svg = await renderSvg(ordersFigure({ prompts, panels: [panel('level 1', 4)], note }))
  const lines = [...svg.matchAll(/<tspan[^>]*>([^<]+)</g)].map(([, text]) => text)
  expect(lines.length).toBeGreaterThan(1)
  expect(lines.join(' ')).toBe(note.trim())
})

test('one prompt alone has a figure; too many have none', async () => {
  const alone = { title: 'latent', orders: [[1, 0, 2]], distances: [[0]] }
  expect(textsOf(await renderSvg(ordersFigure({ prompts: ['derain'], panels: [alone] })))).toContain('1  derain')
  const many = Array.from({ length: 25 }, (_, index) => `prompt ${index}`)
  expect(() => ordersFigure({ prompts: many, panels: [alone] })).toThrow(UsageError)
})
