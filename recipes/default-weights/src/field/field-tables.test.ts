import type { ImageScores } from '@dfpir/evaluation'
import { choiceTable, extremes, fieldSection, foundCaption, jpegTable } from './field-tables.js'

type Found = Pick<NonNullable<ImageScores['blind']>, 'condition' | 'sigma'>

function image(name: string, [input, taskGiven, blind]: readonly number[], { condition, sigma }: Found): ImageScores {
  const found = { psnr: blind, ssim: 0.9, condition, confidence: 0.9, sigma, leftAlone: blind === input }
  return { name, psnr: taskGiven, ssim: 0.9, input: { psnr: input, ssim: 0.5 }, blind: found }
}

const images = [
  image('1.png', [20, 26, 24], { condition: 'denoise', sigma: 12 }),
  image('2.png', [20, 25, 20], { condition: 'clean', sigma: 3 }),
  image('3.png', [20, 27, 25], { condition: 'denoise', sigma: 18 }),
]
const result = {
  images,
  failed: [],
  psnr: 26,
  ssim: 0.9,
  input: { psnr: 20, ssim: 0.5 },
  blind: { psnr: 23, ssim: 0.9, leftAlone: 1 },
}

test('the pictures that gain least and most', () => {
  expect(extremes([{ title: 'PolyU', result }])).toBe('- PolyU: 2.png (+5.00 dB) gains least, 3.png (+7.00 dB) most.')
})

test('right is what the folder says; clean photographs are never rightly restored', () => {
  const photograph = (condition: 'derain' | 'deblur' | 'clean', acts: boolean) => ({
    name: '1.png',
    condition,
    confidence: 0.9,
    ...(acts && condition !== 'clean' && { task: condition }),
  })
  const photographs = [
    photograph('derain', true),
    photograph('deblur', true),
    photograph('derain', false),
    photograph('clean', false),
    photograph('clean', false),
  ]
  const lines = choiceTable([
    { title: 'rain', task: 'derain', photographs },
    { title: 'clean', photographs },
  ])
  expect(lines.split('\n').slice(2, 4)).toEqual([
    '| rain | 5 | 1 | 1 (deblur 1) | 3 (clean 2, derain 1) |',
    '| clean | 5 | – | 2 (derain 1, deblur 1) | 3 (clean 2, derain 1) |',
  ])
})

test('JPEGs: blind mode beside the task given, and the detected noise levels', () => {
  const lines = jpegTable([{ title: 'σ 25, JPEG 70', result }]).split('\n')
  expect(lines[2]).toBe('| σ 25, JPEG 70 | 20.00 | 26.00 | 23.00 | −3.00 | 15.0 (12.0 … 18.0) | 2 of 3 |')
  const left = { ...result, images: [images[1]] }
  expect(jpegTable([{ title: '', result: left }])).toContain('| – | 0 of 1 |')
})

test('the section has what was measured', () => {
  const nothing = { pairs: [{ title: 'LOL' }], jpeg: [], photographs: [] }
  expect(fieldSection(nothing)).toBe('\n')
  const pairs = [{ title: 'PolyU', task: 'denoise', result } as const]
  const section = fieldSection({ ...nothing, pairs, jpeg: [{ title: 'σ 25, JPEG 70', result }] })
  expect(section).toContain('| PolyU | 20.00 / 0.500 | 26.00 / 0.900 | +6.00 | +5.00 … +7.00 | 0 |')
  expect(section).toContain('| PolyU | 26.00 | 23.00 | 1 of 3 | – |')
  expect(section).toContain('| PolyU | 3 | 2 | 0 | 1 (clean 1) |')
  expect(section).toContain('| σ 25, JPEG 70 |')
  expect(section).not.toMatch(/LOL|\n\n\n/)
})

test('a caption says whether the picture was left alone', () => {
  const found = { condition: 'derain', confidence: 0.934 } as const
  expect(foundCaption({ ...found, leftAlone: false })).toBe('derain 93 %')
  expect(foundCaption({ ...found, leftAlone: true })).toBe('derain 93 %, left alone')
})
