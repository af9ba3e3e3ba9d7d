import { damages, type Thresholds, toDetection } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'
import { clean, lay, noisy, temporaryFolder } from './field.test.helper.js'
import { choiceOf, measurePhotographs } from './measure-photographs.js'
import { openPhotographs } from './open-field.js'

const folder = temporaryFolder()
beforeAll(() => lay(folder, { '1.png': noisy, '2.png': clean, '3.png': 'no picture' }))

const thresholds: Thresholds = { denoise: 0.5, derain: 0.5, dehaze: 0.5, deblur: 0.5, lowlight: 0.5 }

/** Takes the noisy picture for a rainy one, and gives back the clean one. */
async function blind({ data }: RgbPicture) {
  const rainy = data.every((value, i) => value === noisy.data[i])
  const logits = damages.map(name => (rainy && name === 'derain' ? 9 : -9))
  const detection = toDetection({ logits, logSigma: 0 }, thresholds)
  return { detection, picture: rainy ? clean : undefined }
}

test('what is found in each photograph, and what is repaired; one that cannot be read is remembered', async () => {
  const seen: string[] = []
  const photographs = await openPhotographs(folder, { title: 'noise', task: 'denoise' })
  const { failed, ...choices } = await measurePhotographs(
    photographs,
    { blind },
    {
      onPhotograph: async ({ name }, { taskGiven, blind }) => void seen.push(`${name} ${taskGiven} ${blind === clean}`),
    },
  )
  expect(choices).toEqual({
    title: 'noise',
    task: 'denoise',
    photographs: [
      { name: '1.png', condition: 'derain', confidence: expect.closeTo(1, 2), task: 'derain' },
      { name: '2.png', condition: 'clean', confidence: expect.closeTo(1, 2) },
    ],
  })
  expect(failed).toEqual([{ name: '3.png', error: expect.objectContaining({ name: 'DataError' }) }])
  expect(seen).toEqual(['1.png undefined true', '2.png undefined false'])
})

test('an aborted signal stops', async () => {
  const photographs = await openPhotographs(folder, { title: 'noise' })
  const stopped = measurePhotographs(photographs, { blind }, { signal: AbortSignal.abort() })
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
})

test('scores of pairs have a choice where blind mode was measured', () => {
  const scores = { psnr: 30, ssim: 0.9 }
  const image = { name: '1.png', ...scores, input: scores }
  const found = { ...scores, condition: 'dehaze', confidence: 0.8, sigma: 1 } as const
  expect(choiceOf(image)).toEqual([])
  expect(choiceOf({ ...image, blind: { ...found, leftAlone: false } })).toEqual([
    { name: '1.png', condition: 'dehaze', confidence: 0.8, task: 'dehaze' },
  ])
  expect(choiceOf({ ...image, blind: { ...found, leftAlone: true } })[0]).not.toHaveProperty('task')
})
