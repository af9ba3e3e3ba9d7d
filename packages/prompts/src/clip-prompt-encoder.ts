import { clipModels, type EncoderDtype } from './encoder-files.js'
import {
  FolderPromptEncoder,
  type FolderPromptEncoderOptions,
  openFolder,
  type TextModel,
} from './folder-prompt-encoder.js'

export interface ClipPromptEncoderOptions extends FolderPromptEncoderOptions {}

/**
 * CLIP's text model with projection (Radford et al., ICML 2021; DFPIR uses ViT-B/32), equal to PyTorch's
 * `CLIPTextModelWithProjection`. It reads a folder in Hugging Face's layout and never uses the network. The weights are
 * read when the first text is encoded.
 *
 * ```ts
 * await using encoder = await ClipPromptEncoder.open('models/clip-vit-base-patch32')
 * const [embedding] = await encoder.encode(['Rain degradation with rain lines']) // [512]
 * ```
 */
export class ClipPromptEncoder extends FolderPromptEncoder {
  /**
   * @param folder with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/text_model.onnx` (for other
   * types of weights `onnx/text_model_fp16.onnx` or `onnx/text_model_quantized.onnx`)
   * @throws UsageError if the folder does not exist, DataError if a file is missing or of another model
   */
  static async open(folder: string, options: ClipPromptEncoderOptions = {}): Promise<ClipPromptEncoder> {
    return new ClipPromptEncoder(await openFolder(folder, clipModels, options), options)
  }

  protected async loadModel(folder: string, dtype: EncoderDtype): Promise<TextModel> {
    const { ClipTextModel } = await import('./clip-text-model.js')
    return ClipTextModel.load(folder, dtype)
  }
}
