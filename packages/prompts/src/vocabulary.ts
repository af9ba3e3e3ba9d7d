import { type Task, tasks } from '@dfpir/core'
import type { PromptText } from './prompt.js'

/**
 * `detailed` is the exact wording that the released DFPIR weights (Tian et al., CVPR 2025) were trained with. `simple`
 * is this project's wording of the paper's other setting, which only names the degradation.
 */
export type VocabularyName = 'detailed' | 'simple'

/** The wordings of the tasks. SIGMA stands for the noise level. */
const wordings: Readonly<Record<VocabularyName, Readonly<Record<Task, string>>>> = {
  detailed: {
    denoise: 'Gaussian noise with a standard deviation of SIGMA',
    derain: 'Rain degradation with rain lines',
    dehaze: 'Hazy degradation with normal haze',
    deblur: 'Blur degradation with motion blur',
    lowlight: 'Lowlight degradation',
  },
  simple: { denoise: 'Gaussian noise', derain: 'Rain', dehaze: 'Haze', deblur: 'Motion blur', lowlight: 'Low light' },
}

export const vocabularyNames = Object.keys(wordings) as readonly VocabularyName[]

/** The noise levels that the paper trains with, in units of 1/255. */
const levels = [15, 25, 50]

/** The prompt for Gaussian noise of any standard deviation, in units of 1/255. */
export function noisePrompt(sigma: number, vocabulary: VocabularyName = 'detailed'): PromptText {
  const text = wordings[vocabulary].denoise.replace('SIGMA', String(sigma))
  return { name: `denoise-${sigma}`, task: 'denoise', text, sigma }
}

/**
 * The prompts for a task; for noise, one per level. They have the same names in every vocabulary, so a degradation
 * finds its prompt in any wording.
 */
export function taskPrompts(
  task: Task,
  sigmas: readonly number[] = levels,
  vocabulary: VocabularyName = 'detailed',
): readonly PromptText[] {
  if (task === 'denoise') return sigmas.map(sigma => noisePrompt(sigma, vocabulary))
  return [{ name: task, task, text: wordings[vocabulary][task] }]
}

/** The prompts of all tasks, with the paper's noise levels. */
export const vocabularies: Readonly<Record<VocabularyName, readonly PromptText[]>> = {
  detailed: tasks.flatMap(task => taskPrompts(task)),
  simple: tasks.flatMap(task => taskPrompts(task, levels, 'simple')),
}

/** The prompts of the released DFPIR weights, word for word. */
export const vocabulary = vocabularies.detailed
