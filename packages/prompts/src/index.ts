export { type ChoosePromptOptions, choosePrompt } from './choose-prompt.js'
export { fixedEmbedding, fixedPrompts } from './fixed-embedding.js'
export type { Prompt, PromptTable, PromptText } from './prompt.js'
export { noisePrompt, vocabulary } from './vocabulary.js'
