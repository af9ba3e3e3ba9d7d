export {
  CachedPromptEncoder,
  type CachedPromptEncoderOptions,
  type DisposablePromptEncoder,
} from './cached-prompt-encoder.js'
export { ClipPromptEncoder, type ClipPromptEncoderOptions } from './clip-prompt-encoder.js'
export { clipFiles, type EncoderDtype, type EncoderFile, encoderDtypes } from './encoder-files.js'
export { FolderPromptEncoder, type FolderPromptEncoderOptions } from './folder-prompt-encoder.js'
export { openEncoderFolder } from './open-encoder-folder.js'
export { SentencePromptEncoder } from './sentence-prompt-encoder.js'
