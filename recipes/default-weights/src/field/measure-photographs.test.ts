import type { RgbPicture } from '@dfpir/degradations'
import { type Condition, conditions, toDetection } from '@dfpir/detector'
import { clean, lay, noisy, temporaryFolder } from './field.test.helper.js'
import { choiceOf, measurePhotographs } from './measure-photographs.js'
import { openPhotographs } from './open-field.js'

const folder = temporaryFolder()
beforeAll(() => lay(folder, { '1.png': noisy, '2.png': clean, '3.png': 'no picture' }))

/** Takes the noisy picture for a rainy one, and gives back the clean one. */
async function blind({ data }: RgbPicture) {
  const found: Condition = data.every((value, i) => value === noisy.data[i]) ? 'derain' : 'clean'
  const logits = conditions.map(name => (name === found ? 9 : 0))
  const detection = toDetection({ logits, logSigma: 0 }, { temperature: 1, threshold: 0.5 })
  return { detection, picture: found === 'clean' ? undefined : clean }
}

test('what is found in each photograph, and what is repaired; one that cannot be read is remembered', async () => {
  const seen: string[] = []
  const photographs = await openPhotographs(folder, { title: 'noise', task: 'denoise' })
  const { failed, ...choices } = await measurePhotographs(
    photographs,
    { blind },
    {
      onPhotograph: async ({ name }, { told, blind }) => void seen.push(`${name} ${told} ${blind === clean}`),
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
