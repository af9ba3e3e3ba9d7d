export {
  CachedPromptEncoder,
  type CachedPromptEncoderOptions,
  type DisposablePromptEncoder,
} from './cached-prompt-encoder.js'
export { type ClipFile, clipFiles, type EncoderDtype, encoderDtypes } from './clip-files.js'
export { ClipPromptEncoder, type ClipPromptEncoderOptions } from './clip-prompt-encoder.js'
