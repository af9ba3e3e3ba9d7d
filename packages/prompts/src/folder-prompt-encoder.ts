import { type Resource, UsageError } from '@dfpir/core'
import type { EncoderDtype, EncoderKind } from './encoder-files.js'
import { checkEncoderFolder, digestFolder } from './encoder-folder.js'
import type { PromptEncoder } from './prompt-encoder.js'

export interface FolderPromptEncoderOptions {
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

/** A tokenizer and a model, in memory. */
export interface TextModel {
  /** All tokens of a text, including start and end. */
  tokens(text: string): number[]
  embed(tokens: readonly number[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** Facts about an encoder's checked folder. */
export interface EncoderFolder {
  readonly id: string
  readonly folder: string
  /** Number of tokens that the model reads. */
  readonly positions: number
}

/** The maximum length of a text in UTF-16 units, far more than the tokens that a model reads. */
const maxLength = 20_000

/**
 * A text encoder in a folder in Hugging Face's layout, which never uses the network. The weights are read when the first
 * text is encoded.
 */
export abstract class FolderPromptEncoder implements PromptEncoder, Resource {
  private model: Promise<TextModel> | undefined

  protected constructor(
    protected readonly place: EncoderFolder,
    protected readonly options: FolderPromptEncoderOptions,
  ) {}

  get id(): string {
    return this.place.id
  }

  /** Reads the model from the checked folder. */
  protected abstract loadModel(folder: string, dtype: EncoderDtype): Promise<TextModel>

  /**
   * Returns one embedding per text. If a text has more tokens than the model reads (77 with start and end for CLIP), the
   * last ones are dropped with a warning.
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

  private load(): Promise<TextModel> {
    this.model ??= this.loadModel(this.place.folder, this.options.dtype ?? 'fp32')
    return this.model
  }

  /** Keeps the end token; transformers.js would cut it off. */
  private tokensOf(model: TextModel, text: string): number[] {
    if (text.length > maxLength) {
      throw new UsageError(`a prompt may have at most ${maxLength} characters, got ${text.length}`)
    }
    const { positions } = this.place
    const tokens = model.tokens(text)
    const dropped = tokens.length - positions
    if (dropped <= 0) return tokens
    const warn = this.options.onWarning ?? (message => process.emitWarning(message))
    warn(
      `the prompt "${text.slice(0, 40)}…" is too long for the text encoder: the last ${dropped} of its ` +
        `${tokens.length - 2} tokens are dropped`,
    )
    return [...tokens.slice(0, positions - 1), tokens[tokens.length - 1]]
  }
}

/**
 * Checks a folder, without reading the weights.
 *
 * @throws UsageError if the folder does not exist, DataError if a file is missing or of another model
 */
export async function openFolder(
  folder: string,
  kind: EncoderKind,
  { dtype = 'fp32', id }: FolderPromptEncoderOptions,
): Promise<EncoderFolder> {
  const positions = await checkEncoderFolder(folder, kind, dtype)
  const name = id ?? `sha256:${await digestFolder(folder, kind, dtype)}`
  return { id: dtype === 'fp32' ? name : `${name} ${dtype}`, folder, positions }
}
