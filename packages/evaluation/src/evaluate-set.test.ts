import { DataError } from '@dfpir/core'
import { damages, toDetection } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'
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
  return { task: undefined, names: by.map((_, index) => `${index}.png`), read }
}

/** PSNR of pictures that differ by the same number everywhere. */
const psnrOf = (difference: number) => 20 * Math.log10(255 / difference)

test('scores are those of the restored pictures, and apart from them those of the inputs', async () => {
  const result = await evaluateSet(tooBright(10, 20), { oracle: async input => brighter(input, -8) })
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

test('each picture keeps the scores of its input; luma is measured where it is asked for', async () => {
  const restoring = { oracle: async (input: RgbPicture) => brighter(input, -8) }
  const result = await evaluateSet(tooBright(10, 20), restoring, { luma: true })
  const luma = (by: number) => psnrOf((by * 219) / 255) // studio range: 219 levels
  expect(result.images.map(({ input }) => input.psnr)).toEqual([10, 20].map(by => expect.closeTo(psnrOf(by), 6)))
  expect(result.images.map(image => image.luma!.psnr)).toEqual([2, 12].map(by => expect.closeTo(luma(by), 6)))
  expect(result.luma!.psnr).toBeCloseTo((luma(2) + luma(12)) / 2, 6)
  expect(result.input.luma!.psnr).toBeCloseTo((luma(10) + luma(20)) / 2, 6)
  expect(formatTable(result).split('\n')[0]).toMatch(/^picture +PSNR +SSIM +luma +SSIM$/)
  expect(await evaluateSet(tooBright(10), restoring)).not.toHaveProperty('luma')
})

test('the pictures themselves are handed over before their scores', async () => {
  const events: string[] = []
  await evaluateSet(
    tooBright(10, 20),
    { oracle: async input => brighter(input, -8) },
    {
      onPictures: async ({ name, input, target, restored, blind }, scores) => {
        expect(scores.name).toBe(name)
        events.push(`${name} ${input.data[0] - target.data[0]} ${restored!.data[0] - target.data[0]} ${blind}`)
      },
      onImage: ({ name }) => void events.push(name),
    },
  )
  expect(events).toEqual(['0.png 10 2 undefined', '0.png', '1.png 20 12 undefined', '1.png'])
})

test('a picture that is restored perfectly has infinite PSNR and SSIM 1', async () => {
  const result = await evaluateSet(tooBright(3), { oracle: async input => brighter(input, -3) })
  expect(result).toMatchObject({ psnr: Number.POSITIVE_INFINITY, ssim: 1 })
  expect(formatTable(result)).toContain('∞')
})

test('each picture is reported when it is done; an aborted signal stops the work', async () => {
  const reported: string[] = []
  const controller = new AbortController()
  const same = { oracle: async (input: RgbPicture) => input }
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
  const same = { oracle: async (input: RgbPicture) => input }
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
  const lines = formatTable(await evaluateSet(tooBright(10, 20), { oracle: async input => brighter(input, -8) })).split(
    '\n',
  )
  expect(lines).toHaveLength(6)
  expect(lines[0]).toMatch(/^picture +PSNR +SSIM$/)
  expect(lines[2]).toMatch(/^1\.png +26\.55 +0\.\d{4}$/)
  expect(lines[4]).toMatch(/^mean of the inputs +25\.12 +0\.\d{4}$/)
  expect(lines[5]).toMatch(/^mean +34\.33 +0\.\d{4}$/)
  expect(new Set([0, 1, 2, 4, 5].map(line => lines[line].length)).size).toBe(1)
})

/** Blind mode that restores all but the pictures that are too bright by 20, by 2 less than would be right. */
async function blind(input: RgbPicture) {
  const found = input.data[0] === waves(24, 20, 1).data[0] + 20 ? 'clean' : 'derain'
  const logits = damages.map(damage => (damage === found ? 9 : -9))
  const thresholds = { denoise: 0.5, derain: 0.5, dehaze: 0.5, deblur: 0.5, lowlight: 0.5 }
  const detection = toDetection({ logits, logSigma: 0 }, thresholds)
  return { detection, picture: found === 'clean' ? undefined : brighter(input, -6) }
}

test('blind mode stands beside the oracle: its scores, what was found, what it gains where it dared', async () => {
  const result = await evaluateSet(tooBright(10, 20, 10), { oracle: async input => brighter(input, -8), blind })
  expect(result.images.map(({ psnr }) => psnr)).toEqual([2, 12, 2].map(left => expect.closeTo(psnrOf(left), 6)))
  const scores = result.images.map(image => image.blind!)
  expect(scores.map(({ psnr }) => psnr)).toEqual([4, 20, 4].map(left => expect.closeTo(psnrOf(left), 6)))
  expect(scores.map(({ condition }) => condition)).toEqual(['derain', 'clean', 'derain'])
  expect(scores.map(({ leftAlone }) => leftAlone)).toEqual([false, true, false])
  expect(scores[0].confidence).toBeGreaterThan(0.99)
  expect(scores[0].sigma).toBe(1)
  expect(result.blind).toEqual({
    psnr: expect.closeTo((2 * psnrOf(4) + psnrOf(20)) / 3, 6),
    ssim: expect.any(Number),
    leftAlone: 1,
    gain: expect.closeTo(psnrOf(4) - psnrOf(2), 6),
  })
  const lines = formatTable(result).split('\n')
  expect(lines[0]).toMatch(/^picture +PSNR +SSIM +blind +SSIM found$/)
  expect(lines[1]).toMatch(/^0\.png +42\.11 +0\.\d{4} +36\.09 +0\.\d{4} derain 99 %$/)
  expect(lines[2]).toMatch(/^1\.png +26\.55 .* 22\.11 +0\.\d{4} clean 99 %, left alone$/)
  expect(lines[6]).toMatch(/^mean +36\.92 +0\.\d{4} +31\.43 +0\.\d{4}$/)
  expect(lines[7]).toBe('2 of 3 pictures restored blind, blind − oracle -6.021 dB in their mean; 1 left alone')
})

test('blind mode alone gives the scores themselves, and nothing is gained', async () => {
  const result = await evaluateSet(tooBright(10, 20), { blind })
  expect(result.images.map(({ psnr }) => psnr)).toEqual([4, 20].map(left => expect.closeTo(psnrOf(left), 6)))
  expect(result.psnr).toBe(result.blind!.psnr)
  expect(result.blind).not.toHaveProperty('gain')
  expect(formatTable(result)).toMatch(/\n1 of 2 pictures restored blind; 1 left alone$/)
  expect((await evaluateSet(tooBright(20, 20), { oracle: async input => input, blind })).blind).toMatchObject({
    leftAlone: 1,
  })
})
