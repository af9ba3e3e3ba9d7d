import { DataError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import { comparePictures } from '@dfpir/metrics'
import { evaluateSet } from './evaluate-set.js'
import type { EvaluationSet } from './evaluation-set.js'
import { formatTable } from './format-table.js'
import { brighter, waves } from './temporary-folder.test.helper.js'

/** Pictures whose inputs are too bright by the given numbers. */
function tooBright(...by: number[]): EvaluationSet {
  const read = async (index: number) => {
    const target = waves(24, 20, index)
    return { name: `${index}.png`, input: brighter(target, by[index]), target }
  }
  return { task: undefined, names: by.map((_, index) => `${index}.png`), unmatched: [], read }
}

/** PSNR of pictures that differ by the same number everywhere. */
const psnrOf = (difference: number) => 20 * Math.log10(255 / difference)

test('scores are those of the restored pictures, and apart from them those of the inputs', async () => {
  const result = await evaluateSet(tooBright(10, 20), async input => brighter(input, -8))
  expect(result.images.map(({ name }) => name)).toEqual(['0.png', '1.png'])
  expect(result.images[0].psnr).toBeCloseTo(psnrOf(2), 6)
  expect(result.images[1].psnr).toBeCloseTo(psnrOf(12), 6)
  expect(result.psnr).toBeCloseTo((psnrOf(2) + psnrOf(12)) / 2, 6)
  expect(result.input.psnr).toBeCloseTo((psnrOf(10) + psnrOf(20)) / 2, 6)
  expect(result.ssim).toBeGreaterThan(result.input.ssim)
  const scores = [0, 1].map(index =>
    comparePictures(brighter(waves(24, 20, index), index ? 12 : 2), waves(24, 20, index)),
  )
  expect(result.ssim).toBeCloseTo((scores[0].ssim + scores[1].ssim) / 2, 9)
})

test('a picture that is restored perfectly has infinite PSNR and SSIM 1', async () => {
  const result = await evaluateSet(tooBright(3), async input => brighter(input, -3))
  expect(result).toMatchObject({ psnr: Number.POSITIVE_INFINITY, ssim: 1 })
  expect(formatTable(result)).toContain('∞')
})

test('each picture is reported when it is done; an aborted signal stops the work', async () => {
  const reported: string[] = []
  const controller = new AbortController()
  const same = async (input: RgbPicture) => input
  const onImage = ({ name }: { name: string }, done: number) => {
    reported.push(`${name} ${done}`)
    if (done === 2) controller.abort()
  }
  const work = evaluateSet(tooBright(1, 2, 3), same, { onImage, signal: controller.signal })
  await expect(work).rejects.toMatchObject({ name: 'AbortError' })
  expect(reported).toEqual(['0.png 1', '1.png 2'])
})

test('a picture that fails is remembered, and the means are those of the others', async () => {
  const set = tooBright(10, 20, 30)
  const read: EvaluationSet['read'] = async index => {
    if (index === 1) throw new DataError('cannot read it')
    return set.read(index)
  }
  const done: number[] = []
  const same = async (input: RgbPicture) => input
  const result = await evaluateSet({ ...set, read }, same, { onImage: (_, count) => done.push(count) })
  expect(done).toEqual([1, 3])
  expect(result.images.map(({ name }) => name)).toEqual(['0.png', '2.png'])
  expect(result.failed).toEqual([{ name: '1.png', error: expect.any(DataError) }])
  expect(result.psnr).toBeCloseTo((psnrOf(10) + psnrOf(30)) / 2, 6)
  const defect = async () => {
    throw new TypeError('a defect')
  }
  await expect(evaluateSet({ ...set, read: defect }, same)).rejects.toThrow('a defect')
})

test('the table has a line per picture and the means', async () => {
  const lines = formatTable(await evaluateSet(tooBright(10, 20), async input => brighter(input, -8))).split('\n')
  expect(lines).toHaveLength(6)
  expect(lines[0]).toMatch(/^picture +PSNR +SSIM$/)
  expect(lines[2]).toMatch(/^1\.png +26\.55 +0\.\d{4}$/)
  expect(lines[4]).toMatch(/^mean of the inputs +25\.12 +0\.\d{4}$/)
  expect(lines[5]).toMatch(/^mean +34\.33 +0\.\d{4}$/)
  expect(new Set([0, 1, 2, 4, 5].map(line => lines[line].length)).size).toBe(1)
})
