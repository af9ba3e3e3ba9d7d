import { UsageError } from '@dfpir/core'
import { kendallDistance } from '@dfpir/metrics'
import {
  type BlockName,
  blockNames,
  channelOrders,
  encoderKey,
  type PretrainedModel,
  readPretrained,
} from '@dfpir/model'
import { findPrompt, type Prompt, type PromptTable } from '@dfpir/prompts'
import { modelLocation, openPromptEncoder } from '@dfpir/terminal'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

export interface OrdersOptions {
  /** The weights; those that ship where none are named. */
  model?: string
  /** The folder or hub id of a CLIP text model, for texts that the network was not trained with. */
  encoder?: string
}

/** The channel orders of one block. */
export interface BlockOrders {
  readonly block: BlockName
  /** One per prompt: which channel comes at each place. */
  readonly orders: readonly Int32Array[]
  /** Kendall's distance of each two orders. */
  readonly distances: readonly (readonly number[])[]
}

/** The channel orders of some prompts in a network. */
export interface PromptOrders {
  readonly model: string
  /** By their names; free texts as they are. */
  readonly prompts: readonly string[]
  readonly blocks: readonly BlockOrders[]
}

/** A prompt or a free text. */
type NamedEmbedding = Pick<Prompt, 'name' | 'embedding'>

/**
 * The channel orders that prompts give in each DGPB of a network, and their distances.
 *
 * @param texts prompts by name or text, or any texts where an encoder is given; all of the network's when empty
 * @throws UsageError for a network without prompts or orders, or for a text that it takes an encoder to know; DataError
 *   for weights that cannot be read or an encoder of another size
 */
export async function orderPrompts(texts: readonly string[], options: OrdersOptions): Promise<PromptOrders> {
  const location = await modelLocation(options.model)
  const model = await readPretrained(location)
  const prompts = texts.length === 0 ? allPrompts(model.prompts) : await namedPrompts(texts, model, options)
  const { config, stateDict } = model
  tf.enableProdMode() // without it tfjs advertises its Node backend on stderr
  await tf.setBackend('cpu')
  const orders = prompts.map(({ embedding }) => channelOrders({ config, stateDict, embedding }))
  return {
    model: location,
    prompts: prompts.map(({ name }) => name),
    blocks: blockNames(config).map(block =>
      compare(
        block,
        orders.map(order => order[block]),
      ),
    ),
  }
}

function compare(block: BlockName, orders: readonly Int32Array[]): BlockOrders {
  return { block, orders, distances: orders.map(a => orders.map(b => kendallDistance(a, b))) }
}

function allPrompts(table: PromptTable): PromptTable {
  if (table.length > 0) return table
  throw new UsageError('the model contains no prompts', {
    hint: 'Give texts and --encoder, or add prompts with dfpir prompts attach.',
  })
}

async function namedPrompts(
  texts: readonly string[],
  { prompts, metadata }: PretrainedModel,
  { encoder }: OrdersOptions,
): Promise<NamedEmbedding[]> {
  const free = texts.filter(text => !findPrompt(prompts, text))
  const encoded = free.length === 0 ? new Map() : await encode(free, { prompts, encoder, made: metadata[encoderKey] })
  return texts.map(text => findPrompt(prompts, text) ?? { name: text, embedding: encoded.get(text)! })
}

interface EncodeOptions {
  readonly prompts: PromptTable
  /** The folder or hub id of a CLIP text model. */
  readonly encoder?: string
  /** What made the network's own embeddings, as far as it says. */
  readonly made?: string
}

async function encode(
  texts: readonly string[],
  { prompts, encoder, made }: EncodeOptions,
): Promise<ReadonlyMap<string, Float32Array>> {
  if (encoder === undefined) {
    const known = prompts.map(({ name }) => name).join(', ') || 'none'
    throw new UsageError(`the network was not trained with the prompt "${texts[0]}"`, {
      hint: `Its prompts are: ${known}. Other texts need --encoder, the folder or id of a CLIP text model.`,
    })
  }
  await using clip = await openPromptEncoder(encoder)
  if (prompts.length > 0 && clip.id !== made) warnOfOther(clip.id, made)
  const embeddings = await clip.encode(texts)
  return new Map(texts.map((text, index) => [text, embeddings[index]]))
}

function warnOfOther(encoder: string, made = 'something that the model does not name'): void {
  process.stderr.write(
    `note: the model's embeddings were made by ${made}, not by ${encoder}: orders of its prompts and of other texts do not compare\n`,
  )
}
