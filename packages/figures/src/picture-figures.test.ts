import { type Picture, UsageError } from '@dfpir/core'
import sharp from 'sharp'
import { featureMapsFigure } from './feature-maps-figure.js'
import { visualFigure } from './visual-figure.js'

type Colour = readonly [number, number, number]

/** A picture whose left half has one colour and whose right half another. */
function halves(width: number, height: number, left: Colour, right: Colour): Picture {
  const data = new Uint8Array(width * height * 3)
  for (let i = 0; i < width * height; i++) data.set(i % width < width / 2 ? left : right, i * 3)
  return { width, height, channels: 3, depth: 8, data }
}

const grey = halves(40, 20, [50, 50, 50], [200, 200, 200])
const row = (label: string, psnrs: readonly number[]) => ({
  label,
  input: { picture: grey, psnr: 20 },
  restored: psnrs.map(psnr => ({ picture: grey, psnr })),
  reference: grey,
  zooms: [
    { x: 0, y: 0, side: 8 },
    { x: 30, y: 10, side: 10 },
  ],
})

const textsOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
const imagesOf = (svg: string) =>
  [...svg.matchAll(/data:image\/png;base64,([^"]*)/g)].map(([, data]) => Buffer.from(data, 'base64'))

test('every picture is there with its parts, its PSNR and the names of row and column', async () => {
  const { svg } = await visualFigure({ methods: ['a & b', 'ours'], rows: [row('rain <1>', [25, 30.126])] })
  expect(textsOf(svg)).toEqual([
    'input',
    'a &#38; b',
    'ours',
    'reference',
    'rain &#60;1&#62;',
    '20.00 dB',
    '25.00 dB',
    '30.13 dB',
    expect.stringContaining('PSNR'),
  ])
  expect(svg.match(/font-weight="bold">30.13 dB/g)).toHaveLength(1)
  const sizes = await Promise.all(imagesOf(svg).map(async png => sharp(png).metadata()))
  expect(sizes.map(({ width, height }) => `${width}×${height}`)).toEqual(
    Array.from({ length: 4 }, () => ['40×20', '8×8', '10×10']).flat(),
  )
  const parts = await Promise.all(
    imagesOf(svg)
      .slice(1, 3)
      .map(png => sharp(png).removeAlpha().raw().toBuffer()),
  )
  expect(parts.map(part => [...new Set(part)])).toEqual([[50], [200]])
})

test('what is perfect has no end, and one method alone is not the best', async () => {
  const { svg } = await visualFigure({ methods: ['ours'], rows: [row('clean', [Number.POSITIVE_INFINITY])] })
  expect(textsOf(svg)).toContain('∞ dB')
  expect(svg).not.toContain('font-weight="bold">∞')
})

test('more rows make narrower columns: a figure stands on a page', async () => {
  const rows = Array.from({ length: 8 }, (_, index) => row(`row ${index}`, [20]))
  const height = async (count: number) => {
    const { svg } = await visualFigure({ methods: ['ours'], rows: rows.slice(0, count) })
    return Number(/height="([\d.]+)"/.exec(svg)![1])
  }
  expect(await height(1)).toBeGreaterThan(150)
  expect(await height(8)).toBeLessThanOrEqual(700)
})

test.each([
  ['a part that leaves the picture', [{ x: 35, y: 0, side: 10 }]],
  ['no part', []],
  ['four parts', Array.from({ length: 4 }, () => ({ x: 0, y: 0, side: 5 }))],
])('%s is refused', async (_, zooms) => {
  await expect(visualFigure({ methods: ['ours'], rows: [{ ...row('x', [20]), zooms }] })).rejects.toThrow(UsageError)
})

test('a map goes from viridis’s first colour to its last, and its range is written below', async () => {
  const values = Float32Array.from({ length: 200 }, (_, index) => (index < 100 ? -0.25 : 1.5))
  const rows = [{ label: 'channel 3', picture: grey, maps: [{ width: 20, height: 10, values }] }]
  const { svg } = await featureMapsFigure({ stages: ['before'], rows, note: 'Level 1.' })
  expect(textsOf(svg)).toEqual(expect.arrayContaining(['input', 'before', 'channel 3', '−0.25 … 1.50', 'low']))
  const pixels = await sharp(imagesOf(svg)[1]).removeAlpha().raw().toBuffer()
  expect([...pixels.subarray(0, 3)]).toEqual([68, 1, 84])
  expect([...pixels.subarray(-3)]).toEqual([253, 231, 37])
})

/** Bytes that look random, the same in every run. */
function noise(length: number): Uint8Array {
  let state = 1
  return Uint8Array.from({ length }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    return state >>> 24
  })
}

test('a figure of many large pictures stays below 2 MB', async () => {
  const [width, height] = [240, 200]
  const picture: Picture = { width, height, channels: 3, depth: 8, data: noise(width * height * 3) }
  const map = { width, height, values: Float32Array.from(noise(width * height)) }
  const rows = Array.from({ length: 5 }, (_, index) => ({
    label: `channel ${index}`,
    picture,
    maps: [map, map, map, map],
  }))
  const { svg } = await featureMapsFigure({ stages: ['a', 'b', 'c', 'd'], rows, note: 'Level 1.' })
  expect(svg.length).toBeLessThan(2_000_000)
  expect(svg.match(/data:image\/jpeg/g)).toHaveLength(5)
  const sizes = await Promise.all(imagesOf(svg).map(png => sharp(png).metadata()))
  expect(sizes).toHaveLength(20)
  for (const { width, height } of sizes) {
    expect(width).toBeGreaterThan(100)
    expect(width / height).toBeCloseTo(1.2, 1)
  }
})

test('long names of columns and rows are broken into lines within their cells', async () => {
  const { svg } = await visualFigure({
    methods: ['a network with a long name', 'another network with a long name'],
    rows: [row('rain of a heavy thunderstorm in summer', [25, 30])],
  })
  const lines = [...svg.matchAll(/<text x="([\d.]+)" y="([\d.]+)"([^>]*)>([^<]*)</g)]
  const titles = lines.filter(([, , , attributes]) => attributes.includes('bold')).map(([, , , , text]) => text)
  expect(titles.length).toBeGreaterThan(4)
  for (const title of titles) expect(title.length * 8 * 0.69).toBeLessThanOrEqual(150)
  expect(new Set(lines.map(([, x, y]) => `${x} ${y}`)).size).toBe(lines.length)
})

test('a map that is the same everywhere has the first colour', async () => {
  const rows = [{ label: 'x', picture: grey, maps: [{ width: 2, height: 1, values: new Float32Array(2) }] }]
  const { svg } = await featureMapsFigure({ stages: ['before'], rows, note: '' })
  expect(textsOf(svg)).toContain('0.00 … 0.00')
  expect([...(await sharp(imagesOf(svg)[1]).removeAlpha().raw().toBuffer())]).toEqual([68, 1, 84, 68, 1, 84])
})
