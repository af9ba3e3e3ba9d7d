import { join, resolve } from 'node:path'
import { DataError, EnvironmentError, ResourceBase } from '@dfpir/core'
import { disableOnnxruntimeTelemetry } from '@dfpir/wheels/telemetry'
import type * as Transformers from '@xenova/transformers'
import { clipWeightsFile, type EncoderDtype, tokenizerConfigFile, tokenizerFile, whereToGetIt } from './clip-files.js'
import { readJsonFile } from './clip-folder.js'

/** CLIP's tokenizer and text model, in memory. */
export class ClipTextModel extends ResourceBase {
  private constructor(
    private readonly transformers: typeof Transformers,
    private readonly tokenizer: Transformers.CLIPTokenizer,
    private readonly model: Transformers.PreTrainedModel,
  ) {
    super()
  }

  /**
   * Reads a checked folder. Never uses the network.
   *
   * @throws EnvironmentError without transformers.js, DataError if a file is damaged
   */
  static async load(folder: string, dtype: EncoderDtype): Promise<ClipTextModel> {
    const transformers = await importTransformers()
    const tokenizer = await readTokenizer(transformers, folder)
    const options = { local_files_only: true, dtype, device: 'cpu' } as const
    // An absolute path is not a hub id, so nothing else is searched.
    const model = await transformers.CLIPTextModelWithProjection.from_pretrained(resolve(folder), options).catch(
      cause => {
        throw damaged(join(folder, clipWeightsFile(dtype).name), cause)
      },
    )
    return new ClipTextModel(transformers, tokenizer, model)
  }

  /**
   * All tokens of a text, including start and end. CLIP reads lower case, and only JavaScript lowers a final sigma
   * differently.
   */
  tokens(text: string): number[] {
    return this.tokenizer.encode(text.replaceAll('Σ', 'σ'))
  }

  /** The projected features at the end token, not normalised. */
  async embed(tokens: readonly number[]): Promise<Float32Array> {
    const { Tensor } = this.transformers
    const shape = [1, tokens.length]
    const inputs: Record<string, Transformers.Tensor> = {
      input_ids: new Tensor('int64', BigInt64Array.from(tokens, BigInt), shape),
      attention_mask: new Tensor('int64', new BigInt64Array(tokens.length).fill(1n), shape),
    }
    const { inputNames } = this.model.sessions.model
    const wanted = Object.entries(inputs).filter(([name]) => inputNames.includes(name))
    const { text_embeds: output } = await this.model(Object.fromEntries(wanted))
    if (output instanceof Tensor) return Float32Array.from(output.data as ArrayLike<number>)
    throw new DataError('the text encoder has no output text_embeds: it is not the text model with projection', {
      hint: whereToGetIt,
    })
  }

  protected async free(): Promise<void> {
    await this.model.dispose()
  }
}

async function importTransformers(): Promise<typeof Transformers> {
  try {
    await disableOnnxruntimeTelemetry() // transformers.js loads onnxruntime
    return await import('@xenova/transformers')
  } catch (cause) {
    throw new EnvironmentError(`CLIP needs transformers.js, which cannot be loaded: ${reasonOf(cause)}`, {
      cause,
      hint: 'Install it with: npm install @xenova/transformers@npm:@huggingface/transformers@^4',
    })
  }
}

async function readTokenizer(
  { CLIPTokenizer }: typeof Transformers,
  folder: string,
): Promise<Transformers.CLIPTokenizer> {
  const [tokenizer, config] = await Promise.all([
    readJsonFile(folder, tokenizerFile),
    readJsonFile(folder, tokenizerConfigFile),
  ])
  try {
    return new CLIPTokenizer(tokenizer, config)
  } catch (cause) {
    throw damaged(join(folder, tokenizerFile.name), cause)
  }
}

function damaged(path: string, cause: unknown): DataError {
  return new DataError(`${path} is damaged: ${reasonOf(cause)}`, { cause, hint: whereToGetIt })
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]
}
