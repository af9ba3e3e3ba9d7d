import { blindTable, gainTable, type MeasuredSet } from './card-tables.js'

const image = (name: string, psnr: number, input: number) => ({
  name,
  psnr,
  ssim: 0.9,
  input: { psnr: input, ssim: 0.5 },
})

const rain: MeasuredSet = {
  title: 'rain',
  result: {
    images: [image('1.png', 30, 26), image('2.png', 25.5, 26)],
    psnr: 27.75,
    ssim: 0.9,
    input: { psnr: 26, ssim: 0.5 },
    blind: { psnr: 27.5, ssim: 0.88, leftAlone: 1, gain: -0.25 },
  },
}

test('a line has means, the gain, its ends, and the pictures that lost', () => {
  expect(gainTable([rain]).split('\n')).toEqual([
    '|  | input PSNR / SSIM | restored | gain | least … most | pictures that lost |',
    '| --- | --- | --- | --- | --- | --- |',
    '| rain | 26.00 / 0.500 | 27.75 / 0.900 | +1.75 | −0.50 … +4.00 | 1 |',
  ])
})

test('blind mode has a table of its own, with what it was measured on', () => {
  const { blind: _, ...unpaired } = rain.result
  const lines = blindTable([rain, { title: 'haze', result: unpaired }]).split('\n')
  expect(lines.slice(2)).toEqual(['| rain | 27.75 | 27.50 | 1 of 2 | −0.250 |'])
})

test('clean pictures that were left alone have no finite PSNR', () => {
  const json = { ...rain.result, blind: { psnr: null, ssim: 1, leftAlone: 2 } }
  const clean = { title: 'clean', result: JSON.parse(JSON.stringify(json)) }
  expect(blindTable([clean]).split('\n').at(-1)).toBe('| clean | 27.75 | ∞ | 2 of 2 | – |')
})
