export { type LoadPromptEncoderOptions, loadPromptEncoder } from './load-prompt-encoder.js'
export { type ResolveModelOptions, resolveModel } from './resolve-model.js'
