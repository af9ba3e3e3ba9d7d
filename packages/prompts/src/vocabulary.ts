import type { PromptText } from './prompt.js'

/** The prompts of the released DFPIR weights (Tian et al., CVPR 2025), word for word. */
export const vocabulary: readonly PromptText[] = [
  noisePrompt(15),
  noisePrompt(25),
  noisePrompt(50),
  { name: 'derain', task: 'derain', text: 'Rain degradation with rain lines' },
  { name: 'dehaze', task: 'dehaze', text: 'Hazy degradation with normal haze' },
  { name: 'deblur', task: 'deblur', text: 'Blur degradation with motion blur' },
  { name: 'lowlight', task: 'lowlight', text: 'Lowlight degradation' },
]

/** The prompt for Gaussian noise of any standard deviation, in units of 1/255. */
export function noisePrompt(sigma: number): PromptText {
  return {
    name: `denoise-${sigma}`,
    task: 'denoise',
    text: `Gaussian noise with a standard deviation of ${sigma}`,
    sigma,
  }
}
