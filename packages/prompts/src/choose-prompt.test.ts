import { UsageError } from '@dfpir/core'
import { type ChoosePromptOptions, choosePrompt } from './choose-prompt.js'
import { fixedPrompts } from './fixed-embedding.js'
import type { PromptTable } from './prompt.js'

const table = fixedPrompts()

test.each<[ChoosePromptOptions, string]>([
  [{ task: 'derain' }, 'derain'],
  [{ task: 'denoise' }, 'denoise-25'],
  [{ task: 'denoise', sigma: 0 }, 'denoise-15'],
  [{ task: 'denoise', sigma: 20 }, 'denoise-25'],
  [{ task: 'denoise', sigma: 37.4 }, 'denoise-25'],
  [{ task: 'denoise', sigma: 200 }, 'denoise-50'],
  [{ text: ' lowlight DEGRADATION' }, 'lowlight'],
  [{ text: 'denoise-50', sigma: 15 }, 'denoise-50'],
])('%p → %s', (options, name) => {
  expect(choosePrompt(table, options).name).toBe(name)
})

const only = (task: string): PromptTable => table.filter(prompt => prompt.task === task)

test.each<[PromptTable, ChoosePromptOptions, string, string]>([
  [only('derain'), { task: 'deblur' }, 'no prompt for deblur', 'derain'],
  [[], { task: 'deblur' }, 'no prompt for deblur', 'empty'],
  [[], {}, 'no prompt for any task', 'empty'],
  [table, {}, 'expected a task or a prompt', 'denoise, derain, dehaze, deblur, lowlight'],
  [table, { text: 'Rain degradation with rain line' }, 'not trained with', '"Rain degradation with rain lines"'],
  [table, { text: 'a photograph of a badger' }, 'not trained with', 'Lowlight degradation'],
  [table, { task: 'derain', text: 'lowlight' }, 'not trained with', 'Rain degradation'],
  [table, { task: 'denoise', sigma: -1 }, 'got -1', ''],
  [table, { task: 'denoise', sigma: Number.NaN }, 'got NaN', ''],
])('refused (%#)', (prompts, options, message, hint) => {
  expect(() => choosePrompt(prompts, options)).toThrow(UsageError)
  expect(() => choosePrompt(prompts, options)).toThrow(
    expect.objectContaining({ message: expect.stringContaining(message) }),
  )
  if (hint)
    expect(() => choosePrompt(prompts, options)).toThrow(
      expect.objectContaining({ hint: expect.stringContaining(hint) }),
    )
})

test('a table of one needs no choice', () => {
  expect(choosePrompt(only('derain'), {}).name).toBe('derain')
})

test('prompts without a noise level give way to those with one', () => {
  const { sigma: _, ...unsized } = table[0]
  expect(choosePrompt([{ ...unsized, name: 'any' }, table[2]], { task: 'denoise' }).name).toBe('denoise-50')
  expect(choosePrompt([{ ...unsized, name: 'any' }], { task: 'denoise', sigma: 3 }).name).toBe('any')
})
