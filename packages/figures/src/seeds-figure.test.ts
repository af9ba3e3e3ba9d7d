import { DataError } from '@dfpir/core'
import { renderSvg } from './render-svg.js'
import { seedsFigure } from './seeds-figure.js'

const panel = {
  title: 'denoise',
  x: 'PSNR (dB)',
  variants: [
    { name: 'second', values: [24, 26] },
    { name: 'first', values: [25] },
    { name: 'unfinished', values: [] },
  ],
}

test('a ring per seed and a stroke per variant, in the given order', async () => {
  const svg = await renderSvg(seedsFigure([panel, { ...panel, title: 'derain' }]))
  expect(svg.indexOf('>second<')).toBeLessThan(svg.indexOf('>first<'))
  expect(svg).not.toContain('>unfinished<')
  for (const title of ['denoise', 'derain', 'PSNR (dB)']) expect(svg).toContain(title)
  expect(svg.match(/stroke="#0072b2"/g)).toHaveLength(2 * 3)
  expect(svg.match(/fill="#d55e00"/g)).toHaveLength(2 * 2)
})

test('the stroke is at the mean of the seeds', () => {
  const [{ layer }] = (seedsFigure([panel]) as unknown as { concat: { layer: { data: { values: unknown } }[] }[] })
    .concat
  expect(layer[0].data.values).toEqual([
    { name: 'second', value: 25 },
    { name: 'first', value: 25 },
  ])
})

test('a panel without values', () => {
  expect(() => seedsFigure([{ ...panel, variants: [{ name: 'a', values: [] }] }])).toThrow(DataError)
})
