import { Random, tasks } from '@dfpir/core'
import { addGaussianNoise } from '@dfpir/degradations'
import { type RgbPicture, rgbPicture } from '@dfpir/images'
import { comparePictures } from '@dfpir/metrics'
import { classicalMethods, type Method } from './classical-methods.js'
import { colouredBlocks, plain } from './picture.test.helper.js'

const all = classicalMethods.map(method => [`${method.task}: ${method.name}`, method] as const)
const named: ReadonlyMap<string, Method> = new Map(all)
const restored = (name: string, picture: RgbPicture) => named.get(name)!.restore(picture)

test('there is a method for each task, under a name of its own', () => {
  expect(new Set(classicalMethods.map(({ task }) => task))).toEqual(new Set(tasks))
  expect(named.size).toBe(classicalMethods.length)
})

test.each(all)('%s keeps size and layout, and leaves the picture as it is', async (_, { restore }) => {
  const picture = colouredBlocks(37, 23)
  const { data, ...layout } = await restore(picture)
  expect(layout).toEqual({ width: 37, height: 23, channels: 3, depth: 8 })
  expect(data).toHaveLength(37 * 23 * 3)
  expect(data).not.toEqual(picture.data)
  expect(picture).toEqual(colouredBlocks(37, 23))
})

test('a median takes single white pixels away', async () => {
  const flat = plain(20, 20, [90, 60, 120])
  const salted = rgbPicture(20, 20, flat.data.slice())
  for (const pixel of [66, 135, 210, 318]) salted.data.fill(255, pixel * 3, pixel * 3 + 3)
  for (const window of ['3×3', '5×5']) expect(await restored(`derain: median ${window}`, salted)).toEqual(flat)
})

test('the wider median takes away more noise', async () => {
  const flat = plain(64, 64, [90, 128, 160])
  const noisy = rgbPicture(64, 64, addGaussianNoise(flat.data, 25, new Random(3)))
  const psnr = (picture: RgbPicture) => comparePictures(picture, flat).psnr
  const narrow = psnr(await restored('denoise: median 3×3', noisy))
  expect(narrow).toBeGreaterThan(psnr(noisy) + 6)
  expect(psnr(await restored('denoise: median 5×5', noisy))).toBeGreaterThan(narrow + 3)
})

test('the unsharp mask makes an edge steeper and leaves flat parts alone', async () => {
  const ramp = [60, 60, 60, 60, 60, 90, 128, 165, 195, 195, 195, 195, 195]
  const data = Uint8Array.from({ length: 13 * 13 * 3 }, (_, i) => ramp[Math.floor(i / 3) % 13])
  const { data: sharpened } = await restored('deblur: unsharp mask, σ 0.7', rgbPicture(13, 13, data))
  const row = Array.from({ length: 13 }, (_, x) => sharpened[(6 * 13 + x) * 3])
  expect(row[8] - row[4]).toBeGreaterThan(ramp[8] - ramp[4] + 4)
  for (const x of [0, 1, 11, 12]) expect(Math.abs(row[x] - ramp[x])).toBeLessThanOrEqual(1)
})

test('the gamma curve undoes a darkening by the same power', async () => {
  const clean = colouredBlocks(40, 30)
  const dark = rgbPicture(
    40,
    30,
    clean.data.map(value => Math.round(255 * (value / 255) ** 2.5)),
  )
  expect(comparePictures(dark, clean).psnr).toBeLessThan(15)
  expect(comparePictures(await restored('lowlight: gamma curve, γ 2.5', dark), clean).psnr).toBeGreaterThan(40)
  const grey = await restored('lowlight: gamma curve, γ 2.5', plain(1, 3, [0, 8, 255]))
  expect([...grey.data.subarray(0, 3)]).toEqual([0, 64, 255])
})
