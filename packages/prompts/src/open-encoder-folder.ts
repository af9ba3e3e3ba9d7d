import { ClipPromptEncoder } from './clip-prompt-encoder.js'
import { clipModels, configFile, sentenceModels } from './encoder-files.js'
import { readJsonFile } from './encoder-folder.js'
import type { FolderPromptEncoder, FolderPromptEncoderOptions } from './folder-prompt-encoder.js'
import { SentencePromptEncoder } from './sentence-prompt-encoder.js'

/**
 * Opens a folder in Hugging Face's layout as the encoder that its `config.json` describes: CLIP's text model, or a BERT
 * model as a sentence encoder.
 *
 * @throws UsageError if the folder does not exist, DataError if a file is missing or of another model
 */
export async function openEncoderFolder(
  folder: string,
  options: FolderPromptEncoderOptions = {},
): Promise<FolderPromptEncoder> {
  const type = await readJsonFile(folder, configFile, clipModels).then(
    config => config.model_type,
    () => undefined, // CLIP's check reports what is wrong
  )
  const isSentence = typeof type === 'string' && sentenceModels.modelTypes.includes(type)
  return isSentence ? SentencePromptEncoder.open(folder, options) : ClipPromptEncoder.open(folder, options)
}
