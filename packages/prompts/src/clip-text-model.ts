import { DataError, ResourceBase } from '@dfpir/core'
import type * as Transformers from '@xenova/transformers'
import { clipModels, type EncoderDtype } from './encoder-files.js'
import type { TextModel } from './folder-prompt-encoder.js'
import { type LoadedModel, loadTransformers, runModel } from './transformers.js'

/** CLIP's tokenizer and text model, in memory. */
export class ClipTextModel extends ResourceBase implements TextModel {
  private constructor(private readonly loaded: LoadedModel<Transformers.CLIPTokenizer>) {
    super()
  }

  /**
   * Reads a checked folder. Never uses the network.
   *
   * @throws EnvironmentError without transformers.js, DataError if a file is damaged
   */
  static async load(folder: string, dtype: EncoderDtype): Promise<ClipTextModel> {
    const classes = ({ CLIPTokenizer, CLIPTextModelWithProjection }: typeof Transformers) => {
      return { tokenizer: CLIPTokenizer, model: CLIPTextModelWithProjection }
    }
    return new ClipTextModel(await loadTransformers(folder, clipModels, { dtype, classes }))
  }

  /** CLIP reads lower case, and only JavaScript lowers a final sigma differently. */
  tokens(text: string): number[] {
    return this.loaded.tokenizer.encode(text.replaceAll('Σ', 'σ'))
  }

  /** The projected features at the end token, not normalised. */
  async embed(tokens: readonly number[]): Promise<Float32Array> {
    const output = await runModel(this.loaded, tokens, 'text_embeds')
    if (output) return Float32Array.from(output.data as ArrayLike<number>)
    throw new DataError('the text encoder has no output text_embeds: it is not the text model with projection', {
      hint: clipModels.whereToGetIt,
    })
  }

  protected async free(): Promise<void> {
    await this.loaded.model.dispose()
  }
}
