import { rm } from 'node:fs/promises'
import { openTrainingData } from '@dfpir/datasets'
import type { TensorValue } from '@dfpir/tensorflow'
import { photographs } from './photographs.test.helper.js'
import { trainingPrompts } from './training-prompts.js'
import { ValidationSet } from './validation.js'

let folder: string
beforeAll(async () => {
  folder = await photographs(3)
})
afterAll(() => rm(folder, { recursive: true }))

/** What a network that returns its picture scores. */
async function validate({ seed = 1, patches = 2 } = {}) {
  const data = [
    { task: 'denoise' as const, sigma: 50, clean: folder, repeat: 1 },
    { task: 'lowlight' as const, clean: folder, repeat: 1 },
  ]
  const seen: TensorValue[] = []
  const { prompts } = await trainingPrompts(data, { size: 4 })
  const set = await ValidationSet.draw(
    await openTrainingData(data),
    { every: 1, data, patch: 8, patches },
    { seed, prompts },
  )
  const run = async (picture: TensorValue, prompt: TensorValue) => {
    seen.push(prompt)
    return picture as { shape: readonly number[]; data: Float32Array }
  }
  return { ...(await set.run({ run })), seen, prompts }
}

test('each task has its scores, before and after, and the mean is theirs', async () => {
  const { tasks, psnr, examples } = await validate()
  expect(Object.keys(tasks)).toEqual(['denoise', 'lowlight'])
  for (const { input, ...after } of Object.values(tasks)) expect(after).toEqual(input)
  expect(psnr).toBeCloseTo(((tasks.denoise?.psnr ?? 0) + (tasks.lowlight?.psnr ?? 0)) / 2, 9)
  const [degraded, restored, clean] = examples.denoise ?? []
  expect(restored).toEqual(degraded)
  expect(clean).not.toEqual(degraded)
})

test('every patch comes with its prompt, and there are at most as many as pictures', async () => {
  const { seen, prompts } = await validate({ patches: 9 })
  const expected = [0, 0, 0, 1, 1, 1].map(index => prompts[index].embedding)
  expect(seen.map(({ data }) => data)).toEqual(expected)
})

test('the patches follow from the seed', async () => {
  const scores = async (seed: number) => (await validate({ seed })).tasks
  expect(await scores(1)).toEqual(await scores(1))
  expect(await scores(2)).not.toEqual(await scores(1))
})
