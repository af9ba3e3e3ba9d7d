import { DataError, ResourceBase } from '@dfpir/core'
import type * as Transformers from '@xenova/transformers'
import { type EncoderDtype, sentenceModels } from './encoder-files.js'
import type { TextModel } from './folder-prompt-encoder.js'
import { type LoadedModel, loadTransformers, runModel } from './transformers.js'

/** A BERT model and its tokenizer, in memory. */
export class SentenceTextModel extends ResourceBase implements TextModel {
  private constructor(private readonly loaded: LoadedModel<Transformers.BertTokenizer>) {
    super()
  }

  /**
   * Reads a checked folder. Never uses the network.
   *
   * @throws EnvironmentError without transformers.js, DataError if a file is damaged
   */
  static async load(folder: string, dtype: EncoderDtype): Promise<SentenceTextModel> {
    const classes = ({ BertTokenizer, BertModel }: typeof Transformers) => {
      return { tokenizer: BertTokenizer, model: BertModel }
    }
    return new SentenceTextModel(await loadTransformers(folder, sentenceModels, { dtype, classes }))
  }

  tokens(text: string): number[] {
    return this.loaded.tokenizer.encode(text)
  }

  /** The mean of the tokens' vectors, start and end included, scaled to length 1. */
  async embed(tokens: readonly number[]): Promise<Float32Array> {
    const output = await runModel(this.loaded, tokens, 'last_hidden_state') // [1, T, S]
    if (output === undefined) {
      throw new DataError('the text encoder has no output last_hidden_state: it is not a BERT model without a head', {
        hint: sentenceModels.whereToGetIt,
      })
    }
    const size = output.dims[2]
    const sum = new Float64Array(size)
    for (const [index, value] of (output.data as Float32Array).entries()) sum[index % size] += value
    const length = Math.max(Math.hypot(...sum), 1e-12)
    return Float32Array.from(sum, value => value / length)
  }

  protected async free(): Promise<void> {
    await this.loaded.model.dispose()
  }
}
