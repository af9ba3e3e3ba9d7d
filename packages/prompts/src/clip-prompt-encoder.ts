import { type Resource, UsageError } from '@dfpir/core'
import type { EncoderDtype } from './clip-files.js'
import { checkClipFolder, digestFolder } from './clip-folder.js'
import type { ClipTextModel } from './clip-text-model.js'
import type { PromptEncoder } from './prompt-encoder.js'

export interface ClipPromptEncoderOptions {
  /**
   * The precision of the weights. Rounded weights change channel orders, which depend on small differences.
   *
   * @default 'fp32'
   */
  dtype?: EncoderDtype
  /**
   * The encoder's id, such as the name and revision of a model on a hub.
   *
   * @default a digest of its files
   */
  id?: string
  /**
   * Called with a message if a text is too long.
   *
   * @default emits a process warning
   */
  onWarning?: (message: string) => void
}

/** The maximum length of a text in UTF-16 units, far more than the tokens that the model reads. */
const maxLength = 20_000

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
export class ClipPromptEncoder implements PromptEncoder, Resource {
  private model: Promise<ClipTextModel> | undefined

  private constructor(
    readonly id: string,
    private readonly folder: string,
    private readonly positions: number,
    private readonly options: ClipPromptEncoderOptions,
  ) {}

  /**
   * @param folder with `config.json`, `tokenizer.json`, `tokenizer_config.json` and `onnx/text_model.onnx` (for other
   * types of weights `onnx/text_model_fp16.onnx` or `onnx/text_model_quantized.onnx`)
   * @throws UsageError if the folder does not exist, DataError if a file is missing or of another model
   */
  static async open(folder: string, options: ClipPromptEncoderOptions = {}): Promise<ClipPromptEncoder> {
    const { dtype = 'fp32' } = options
    const positions = await checkClipFolder(folder, dtype)
    const name = options.id ?? `sha256:${await digestFolder(folder, dtype)}`
    return new ClipPromptEncoder(dtype === 'fp32' ? name : `${name} ${dtype}`, folder, positions, options)
  }

  /**
   * Returns one embedding per text. If a text has more tokens than the model reads (77 with start and end), the last
   * ones are dropped with a warning.
   *
   * @throws EnvironmentError if transformers.js is not installed, DataError if the folder is damaged, UsageError for a
   * text of more than 20,000 characters
   */
  async encode(texts: readonly string[]): Promise<Float32Array[]> {
    const model = await this.load()
    const embeddings: Float32Array[] = []
    for (const text of texts) embeddings.push(await model.embed(this.tokensOf(model, text)))
    return embeddings
  }

  /** The tokens of a text for the model, including start and end. */
  async tokens(text: string): Promise<number[]> {
    return this.tokensOf(await this.load(), text)
  }

  /** Frees the model; a later `encode` reads it again. */
  async dispose(): Promise<void> {
    const model = await this.model?.catch(() => undefined)
    this.model = undefined
    await model?.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }

  private load(): Promise<ClipTextModel> {
    this.model ??= import('./clip-text-model.js').then(({ ClipTextModel }) =>
      ClipTextModel.load(this.folder, this.options.dtype ?? 'fp32'),
    )
    return this.model
  }

  /** Keeps the end token, where the embedding is read; transformers.js would cut it off. */
  private tokensOf(model: ClipTextModel, text: string): number[] {
    if (text.length > maxLength) {
      throw new UsageError(`a prompt may have at most ${maxLength} characters, got ${text.length}`)
    }
    const tokens = model.tokens(text)
    const dropped = tokens.length - this.positions
    if (dropped <= 0) return tokens
    const warn = this.options.onWarning ?? (message => process.emitWarning(message))
    warn(
      `the prompt "${text.slice(0, 40)}…" is too long for the text encoder: the last ${dropped} of its ` +
        `${tokens.length - 2} tokens are dropped`,
    )
    return [...tokens.slice(0, this.positions - 1), tokens[tokens.length - 1]]
  }
}
