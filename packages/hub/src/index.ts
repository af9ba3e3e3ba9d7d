export { describeDownload } from './describe-download.js'
export type { DownloadProgress } from './download-file.js'
export { type LoadPromptEncoderOptions, loadPromptEncoder } from './load-prompt-encoder.js'
export { type ResolveModelOptions, resolveModel } from './resolve-model.js'
