import { type EncoderDtype, sentenceModels } from './encoder-files.js'
import {
  FolderPromptEncoder,
  type FolderPromptEncoderOptions,
  openFolder,
  type TextModel,
} from './folder-prompt-encoder.js'

/**
 * A sentence encoder of the kind that InstructIR uses (bge-micro-v2): a BERT model whose token vectors are averaged and
 * scaled to length 1. It reads a folder in Hugging Face's layout and never uses the network. The weights are read when the
 * first text is encoded.
 *
 * ```ts
 * await using encoder = await SentencePromptEncoder.open('models/bge-micro-v2')
 * const [embedding] = await encoder.encode(['Remove the rain']) // [384]
 * ```
 */
export class SentencePromptEncoder extends FolderPromptEncoder {
  /**
   * @param folder with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/model.onnx` (for other types of
   * weights `onnx/model_fp16.onnx` or `onnx/model_quantized.onnx`)
   * @throws UsageError if the folder does not exist, DataError if a file is missing or of another model
   */
  static async open(folder: string, options: FolderPromptEncoderOptions = {}): Promise<SentencePromptEncoder> {
    return new SentencePromptEncoder(await openFolder(folder, sentenceModels, options), options)
  }

  protected async loadModel(folder: string, dtype: EncoderDtype): Promise<TextModel> {
    const { SentenceTextModel } = await import('./sentence-text-model.js')
    return SentenceTextModel.load(folder, dtype)
  }
}
