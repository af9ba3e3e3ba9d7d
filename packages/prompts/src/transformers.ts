import { join, resolve } from 'node:path'
import { DataError, EnvironmentError } from '@dfpir/core'
import { disableOnnxruntimeTelemetry } from '@dfpir/wheels/telemetry'
import type * as Transformers from '@xenova/transformers'
import {
  type EncoderDtype,
  type EncoderKind,
  encoderWeightsFile,
  tokenizerConfigFile,
  tokenizerFile,
} from './encoder-files.js'
import { readJsonFile } from './encoder-folder.js'

/** A model and its tokenizer, read with transformers.js. */
export interface LoadedModel<Tokenizer> {
  readonly transformers: typeof Transformers
  readonly tokenizer: Tokenizer
  readonly model: Transformers.PreTrainedModel
}

/** The classes of a kind of encoder in transformers.js. */
export interface ModelClasses<Tokenizer> {
  readonly tokenizer: new (tokenizer: object, config: object) => Tokenizer
  readonly model: Pick<typeof Transformers.PreTrainedModel, 'from_pretrained'>
}

/**
 * Reads a checked folder. Never uses the network.
 *
 * @throws EnvironmentError without transformers.js, DataError if a file is damaged
 */
export async function loadTransformers<Tokenizer>(
  folder: string,
  kind: EncoderKind,
  { dtype, classes }: { dtype: EncoderDtype; classes(of: typeof Transformers): ModelClasses<Tokenizer> },
): Promise<LoadedModel<Tokenizer>> {
  const transformers = await importTransformers()
  const { tokenizer: Tokenizer, model: Model } = classes(transformers)
  const tokenizer = await readTokenizer(Tokenizer, folder, kind)
  const options = { local_files_only: true, dtype, device: 'cpu' } as const
  // An absolute path is not a hub id, so nothing else is searched.
  const model = await Model.from_pretrained(resolve(folder), options).catch(cause => {
    throw damaged(join(folder, encoderWeightsFile(kind, dtype).name), cause, kind)
  })
  return { transformers, tokenizer, model }
}

/** Runs a model on the tokens of one text and returns its output of that name. */
export async function runModel(
  { transformers: { Tensor }, model }: LoadedModel<unknown>,
  tokens: readonly number[],
  output: string,
): Promise<Transformers.Tensor | undefined> {
  const shape = [1, tokens.length]
  const integers = (values: BigInt64Array) => new Tensor('int64', values, shape)
  const inputs: Record<string, Transformers.Tensor> = {
    input_ids: integers(BigInt64Array.from(tokens, BigInt)),
    attention_mask: integers(new BigInt64Array(tokens.length).fill(1n)),
    token_type_ids: integers(new BigInt64Array(tokens.length)),
  }
  const { inputNames } = model.sessions.model
  const wanted = Object.entries(inputs).filter(([name]) => inputNames.includes(name))
  const { [output]: found } = await model(Object.fromEntries(wanted))
  return found instanceof Tensor ? found : undefined
}

async function importTransformers(): Promise<typeof Transformers> {
  try {
    await disableOnnxruntimeTelemetry() // transformers.js loads onnxruntime
    return await import('@xenova/transformers')
  } catch (cause) {
    throw new EnvironmentError(`text encoders need transformers.js, which cannot be loaded: ${reasonOf(cause)}`, {
      cause,
      hint: 'Install it with: npm install @xenova/transformers@npm:@huggingface/transformers@^4',
    })
  }
}

async function readTokenizer<Tokenizer>(
  Tokenizer: ModelClasses<Tokenizer>['tokenizer'],
  folder: string,
  kind: EncoderKind,
): Promise<Tokenizer> {
  const files = [tokenizerFile, tokenizerConfigFile].map(file => readJsonFile(folder, file, kind))
  const [tokenizer, config] = await Promise.all(files)
  try {
    return new Tokenizer(tokenizer, config)
  } catch (cause) {
    throw damaged(join(folder, tokenizerFile.name), cause, kind)
  }
}

function damaged(path: string, cause: unknown, { whereToGetIt }: EncoderKind): DataError {
  return new DataError(`${path} is damaged: ${reasonOf(cause)}`, { cause, hint: whereToGetIt })
}

function reasonOf(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]
}
