import { tasks } from '@dfpir/core'
import { noisePrompt, taskPrompts, vocabularies, vocabulary, vocabularyNames } from './vocabulary.js'

test("the released weights' own words, in their order", () => {
  expect(vocabulary.map(({ text }) => text)).toEqual([
    'Gaussian noise with a standard deviation of 15',
    'Gaussian noise with a standard deviation of 25',
    'Gaussian noise with a standard deviation of 50',
    'Rain degradation with rain lines',
    'Hazy degradation with normal haze',
    'Blur degradation with motion blur',
    'Lowlight degradation',
  ])
})

test('every vocabulary has the same names, tasks and levels', () => {
  for (const name of vocabularyNames) {
    expect(vocabularies[name].map(({ text: _, ...prompt }) => prompt)).toEqual(
      vocabulary.map(({ text: _, ...prompt }) => prompt),
    )
    expect(new Set(vocabularies[name].map(({ task }) => task))).toEqual(new Set(tasks))
    expect(new Set(vocabularies[name].map(prompt => prompt.name)).size).toBe(vocabulary.length)
  }
})

test('a noise level has its prompt: told apart in detail, not in short', () => {
  expect(noisePrompt(12.5)).toEqual({
    ...{ name: 'denoise-12.5', task: 'denoise', sigma: 12.5 },
    text: 'Gaussian noise with a standard deviation of 12.5',
  })
  expect(taskPrompts('denoise', [5, 70], 'simple')).toEqual([
    { name: 'denoise-5', task: 'denoise', sigma: 5, text: 'Gaussian noise' },
    { name: 'denoise-70', task: 'denoise', sigma: 70, text: 'Gaussian noise' },
  ])
  expect(taskPrompts('derain', [5], 'simple')).toEqual([{ name: 'derain', task: 'derain', text: 'Rain' }])
})
