export { type ChoosePromptOptions, choosePrompt, findPrompt } from './choose-prompt.js'
export { embeddingText, parseEmbedding } from './embedding-text.js'
export { encodePrompts } from './encode-prompts.js'
export { fixedEmbedding, fixedEncoder, fixedPrompts } from './fixed-embedding.js'
export { exactPrompt, matchEmbedding } from './match-embedding.js'
export { matchText } from './match-text.js'
export type { Prompt, PromptTable, PromptText } from './prompt.js'
export type { PromptEncoder } from './prompt-encoder.js'
export type { PromptMatch, TaskLikelihood } from './prompt-match.js'
export {
  noisePrompt,
  taskPrompts,
  type VocabularyName,
  vocabularies,
  vocabulary,
  vocabularyNames,
} from './vocabulary.js'
