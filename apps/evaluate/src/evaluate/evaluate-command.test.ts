import { readFileSync, writeFileSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Float32Tensor } from '@dfpir/core'
import { evaluateSet, noiseSet } from '@dfpir/evaluation'
import { toFloat } from '@dfpir/images'
import { forward, Restorer } from '@dfpir/inference'
import { comparePictures, psnr, ssim } from '@dfpir/metrics'
import { readPretrained } from '@dfpir/model'
import {
  brighter,
  photograph,
  temporaryFolder,
  waves,
} from '../../../../packages/evaluation/src/temporary-folder.test.helper.js'
import { evaluate, output, run, tinyModel, twoPhotos } from './evaluate.test.helper.js'

let idle: string
let random: string
let photos: string

beforeAll(async () => {
  idle = await tinyModel({ idle: true })
  random = await tinyModel({ idle: false })
  photos = await twoPhotos()
})

const keys = ['run', 'images', 'psnr', 'ssim', 'input']
const settings = ['protocol', 'seed', 'version']

test('a network that changes nothing scores what its inputs score', async () => {
  const { code, result } = await evaluate('denoise', '--data', photos, '--sigma', '25', '--model', idle)
  expect(code).toBe(0)
  expect(Object.keys(result)).toEqual([...keys, 'dataDigest', 'failed', ...settings])
  expect(result).toMatchObject({
    protocol: 'files',
    seed: 0,
    run: { engine: 'onnxruntime', precision: 'f32', tile: 'auto' },
  })
  expect([result.run.weights, result.dataDigest].every(digest => /^[0-9a-f]{64}$/.test(digest))).toBe(true)
  expect(result.images.map(({ name }: { name: string }) => name)).toEqual(['1.png', '2.png'])
  expect({ psnr: result.psnr, ssim: result.ssim }).toEqual(result.input)
  expect(result.psnr).toBeGreaterThan(19) // 20.2 dB for σ 25 without clipping
  expect(result.psnr).toBeLessThan(21.5)
  expect(output.stderr).toContain('2/2 pictures')
})

test('scores are those of the 8-bit pictures that the network gives', async () => {
  const { result } = await evaluate('denoise', '--data', photos, '--sigma', '15', '--seed', '4', '--model', random)
  const { input, target } = await (await noiseSet(photos, { sigma: 15, seed: 4 })).read(1)
  const restorer = await Restorer.fromPretrained(random, { engine: 'onnxruntime', threads: 1 })
  const { picture, prompt } = await restorer.restore(input, { task: 'denoise', sigma: 15 })
  await restorer.dispose()
  expect(prompt).toBe('denoise-15')
  expect(picture).toMatchObject({ depth: 8, channels: 3, width: 24, height: 20 })
  expect(result.images[1]).toEqual({
    name: '2.png',
    ...comparePictures(picture, target),
    input: comparePictures(input, target),
  })
  expect(result.psnr).not.toEqual(result.input.psnr)
})

test('pairs are compared by name; those without partner are left out', async () => {
  const bright = await temporaryFolder({ '2.tiff': brighter(waves(24, 20, 1), 10), '3.png': waves(24, 20) })
  const args = ['--input', bright, '--target', photos, '--task', 'derain', '--model', idle]
  const { code, result } = await evaluate('pairs', ...args)
  expect(code).toBe(0)
  expect(result.images).toHaveLength(1)
  expect(result.images[0].name).toBe('2.tiff')
  expect(result.psnr).toBeCloseTo(20 * Math.log10(25.5), 6)
  expect(output.stderr).toContain(`left out: ${join(bright, '3.png')} has no clean partner\n`)
  expect(output.stderr).toContain(`left out: ${join(photos, '1.png')} has no degraded partner\n`)
})

test('--blind sets what was found beside what is told; the same prompt gives the same scores', async () => {
  const large = await temporaryFolder({ '1.png': await photograph(240, 200) })
  const { code, result } = await evaluate('denoise', '--data', large, '--sigma', '15', '--blind', '--model', random)
  expect(code).toBe(0)
  expect(Object.keys(result)).toEqual([...keys, 'blind', 'dataDigest', 'failed', ...settings])
  const [{ psnr, ssim, blind }] = result.images
  expect(blind).toEqual({
    psnr,
    ssim,
    condition: 'denoise',
    confidence: expect.any(Number),
    sigma: expect.any(Number),
    leftAlone: false,
  })
  expect(result.blind).toEqual({ psnr, ssim, leftAlone: 0, gain: 0 })
})

test('pairs --task auto: blind mode alone', async () => {
  const set = await noiseSet(await temporaryFolder({ '1.png': await photograph(240, 200) }), { sigma: 15, seed: 0 })
  const { input, target } = await set.read(0)
  const folders = [await temporaryFolder({ '1.png': input }), await temporaryFolder({ '1.png': target })]
  const args = ['pairs', '--input', folders[0], '--target', folders[1], '--model', random]
  const { result } = await evaluate(...args, '--task', 'auto')
  expect(result.images[0].blind).toMatchObject({ psnr: result.psnr, condition: 'denoise' })
  expect(result.blind).toEqual({ psnr: result.psnr, ssim: result.ssim, leftAlone: 0 })
  output.stdout = ''
  const told = await evaluate(...args, '--task', 'denoise', '--sigma', '15')
  expect(told.result.psnr).toBe(result.psnr)
})

test('people get a table on stdout, without JSON', async () => {
  const args = ['denoise', '--data', photos, '--sigma', '25', '--model', idle]
  expect(await run(...args)).toBe(0)
  expect(output.stdout).toMatch(/^picture +PSNR +SSIM\n1\.png /)
  expect(output.stdout).not.toContain('{')
})

test('a picture that cannot be read, or differs in size, is told before and after, with 1; the others are measured', async () => {
  const inputs = await temporaryFolder({ '1.png': waves(24, 24), '2.png': waves(24, 20, 1), '3.png': waves(24, 20) })
  const targets = await temporaryFolder({ '1.png': waves(24, 20), '2.png': waves(24, 20), '3.png': waves(24, 20) })
  writeFileSync(join(inputs, '3.png'), 'no picture')
  const { code, result } = await evaluate('pairs', '--input', inputs, '--target', targets, '--model', idle)
  expect(code).toBe(1)
  expect(result.images.map(({ name }: { name: string }) => name)).toEqual(['2.png'])
  expect(result.failed.map(({ name }: { name: string }) => name)).toEqual(['1.png', '3.png'])
  const [before] = output.stderr.split('/3 pictures')
  expect(before).toContain(`left out: ${join(inputs, '3.png')} is not an image`)
  expect(before).toContain(`left out: ${join(inputs, '1.png')} is 24×24 pixels, ${join(targets, '1.png')} 24×20\n`)
  expect(output.stderr).toMatch(
    /error: 2 of 3 pictures could not be measured.*:\n {2}1\.png: .*24×24 pixels.*\n {2}3\.png: /,
  )
})

test('a suite measures the data sets that are there, and has no average where one is missing', async () => {
  const root = await temporaryFolder()
  await cp(photos, join(root, 'CBSD68'), { recursive: true })
  const { code, result } = await evaluate('table1', '--root', root, '--model', idle)
  expect(code).toBe(0)
  expect(Object.keys(result).filter(key => !settings.includes(key))).toEqual([
    ...['suite', 'model', 'run', 'sets', 'missing', 'average', 'published'],
  ])
  expect(result).toMatchObject({ suite: 'table1', model: idle, missing: ['SOTS', 'Rain100L'], average: null })
  expect(result).toMatchObject({ protocol: 'released', run: { tile: 'off' } })
  expect(output.stderr).toMatch(/whole pictures of up to 0\.0 megapixels need about \d\.\d GB of memory\n/)
  const noisy = await evaluateSet(await noiseSet(photos, { sigma: 25, seed: 0, crop: 16 }), {})
  const { title, expected, dataDigest, psnr: measured } = result.sets[3]
  expect({ title, expected, dataDigest }).toEqual({ title: 'CBSD68 σ 25', expected: 68, dataDigest: noisy.dataDigest })
  expect(measured).toBeCloseTo(noisy.psnr, 10)
  expect(output.stderr).toContain('skipped, missing: Rain100L\n')
  expect(output.stderr).toContain('6/6 pictures')
  output.stdout = ''
  expect(await run('table1', '--root', root, '--model', idle)).toBe(0)
  expect(output.stdout).toMatch(
    /^ +SOTS +Rain100L .* average\n.*\n.* – \(missing: SOTS, Rain100L\)\n(.* \(\w+\) .*\n)+Protocol of the released code: .*\nSOTS is missing\.\n/,
  )
})

test('the released protocol scores the values that the network gives for whole pictures', async () => {
  const root = await temporaryFolder()
  await cp(photos, join(root, 'CBSD68'), { recursive: true })
  const { result } = await evaluate('table1', '--root', root, '--model', random)
  const { config, stateDict, prompts } = await readPretrained(random)
  const { embedding } = prompts.find(({ name }) => name === 'denoise-25')!
  const set = await noiseSet(photos, { sigma: 25, seed: 0, crop: 16 })
  for (const [index, image] of result.sets[3].images.entries()) {
    const { input, target } = await set.read(index)
    const { output } = await forward({
      ...{ config, stateDict, engine: 'onnxruntime', threads: 1 },
      input: toChannelsFirst(toFloat(input)),
      prompt: { shape: [1, 8], data: embedding },
    })
    const restored = toChannelsLast(output)
    const scores = [psnr(restored, toFloat(target)), ssim(restored, toFloat(target))]
    expect([image.psnr, image.ssim]).toBeWithin(1e-4, scores)
  }
  const rounded = (await evaluate('table1', '--root', root, '--model', random, '--protocol', 'files')).result
  expect(rounded.sets[3].psnr).not.toBeCloseTo(result.sets[3].psnr, 4)
  output.stdout = ''
  expect(await run('table1', '--root', root, '--model', random, '--tile', '32')).toBe(0)
  expect(output.stdout).toContain(`Restored in tiles, unlike published scores: ${random}.`)
})

/** [H, W, 3] → [1, 3, H, W] */
function toChannelsFirst({ shape: [height, width], data }: Float32Tensor): Float32Tensor {
  const pixels = height * width
  const planes = Float32Array.from({ length: 3 * pixels }, (_, i) => data[(i % pixels) * 3 + Math.floor(i / pixels)])
  return { shape: [1, 3, height, width], data: planes }
}

/** [1, 3, H, W] → [H, W, 3] */
function toChannelsLast({ shape: [, , height, width], data }: Float32Tensor): Float32Tensor {
  const pixels = height * width
  return {
    shape: [height, width, 3],
    data: Float32Array.from(data, (_, i) => data[(i % 3) * pixels + Math.floor(i / 3)]),
  }
}

test('a model may have a label in place of its path', async () => {
  const { result } = await evaluate(
    'denoise',
    '--data',
    photos,
    '--sigma',
    '25',
    '--model',
    `ours=${idle}`,
    '--model',
    random,
  )
  expect(result.models.map(({ model }: { model: string }) => model)).toEqual(['ours', random])
})

test('several models are measured in turn, on the same pictures', async () => {
  const args = ['denoise', '--data', photos, '--sigma', '25', '--model', idle, '--model', random, '--luma']
  const { code, result } = await evaluate(...args)
  expect(code).toBe(0)
  expect(Object.keys(result)).toEqual(['models', ...settings])
  const [first, second] = result.models
  expect([first.model, second.model]).toEqual([idle, random])
  expect(first.input).toEqual({ psnr: first.psnr, ssim: first.ssim, luma: first.luma })
  expect(second.input).toEqual(first.input)
  expect(second.luma.psnr).toBeGreaterThan(second.psnr)
  expect(second.images).toHaveLength(2)
  output.stdout = ''
  expect(await run(...args)).toBe(0)
  expect(output.stdout.split('\n').map(line => line.split('  ')[0])).toEqual([
    '',
    'input',
    'input, luma',
    idle,
    `${idle}, luma`,
    random,
    `${random}, luma`,
    'Protocol of files: scores of the 8-bit pictures that dfpir restore writes.',
    '',
  ])
})

test('-o writes the results as files, and overwrites none unasked', async () => {
  const folder = join(await temporaryFolder(), 'results')
  const args = ['denoise', '--data', photos, '--sigma', '25', '--model', idle, '-o', folder]
  const { code, result } = await evaluate(...args)
  expect(code).toBe(0)
  const read = (name: string) => readFileSync(join(folder, name), 'utf8')
  expect(JSON.parse(read('results.json'))).toEqual(result)
  const [{ name, psnr, ssim }] = result.images
  expect(read('pictures.csv').split('\n')[1]).toBe(
    `${idle},${basename(photos)} σ 25,${name},${psnr},${ssim},,,${psnr},${ssim},,,,,,`,
  )
  const cell = `${result.psnr.toFixed(2)} / ${result.ssim.toFixed(4)}`
  expect(read('table.md')).toContain(` | ${cell} |\n`)
  expect(read('table.tex')).toContain(`& ${cell} \\\\\n`)
  expect(read('page.html').match(/src="data:image\/webp;base64,/g)).toHaveLength(6) // two pictures: before, after, reference
  expect((await evaluate(...args)).code).toBe(2)
  expect(output.stderr).toContain('already contains results.json, pictures.csv, table.md, table.tex, page.html')
  output.stdout = ''
  expect((await evaluate(...args, '--force')).code).toBe(0)
})
