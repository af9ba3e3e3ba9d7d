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
  /** The weights. @default the included weights */
  model?: string
  /** Folder or hub id of a CLIP text model, for texts that the network was not trained with. */
  encoder?: string
}

/** The channel orders of one block. */
export interface BlockOrders {
  readonly block: BlockName
  /** For each prompt, the channel at each position. */
  readonly orders: readonly Int32Array[]
  /** Kendall's distance between each pair of orders. */
  readonly distances: readonly (readonly number[])[]
}

/** The channel orders of prompts in a network. */
export interface PromptOrders {
  readonly model: string
  /** Names of prompts; free texts unchanged. */
  readonly prompts: readonly string[]
  readonly blocks: readonly BlockOrders[]
}

/** A prompt or a free text. */
type NamedEmbedding = Pick<Prompt, 'name' | 'embedding'>

/**
 * Computes the channel orders that prompts produce in each DGPB of a network, and their distances.
 *
 * @param texts prompts by name or text; with an encoder, any texts. If empty, all prompts of the network.
 * @throws UsageError for a network without prompts or orders, or for a text that needs an encoder; DataError for
 *   unreadable weights or an encoder of another size
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
    hint: 'Pass texts and --encoder, or add prompts with dfpir prompts attach.',
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
  /** Folder or hub id of a CLIP text model. */
  readonly encoder?: string
  /** Source of the network's own embeddings, if it is recorded. */
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

function warnOfOther(encoder: string, made = 'an unknown encoder'): void {
  process.stderr.write(
    `note: the model's embeddings were made by ${made}, not by ${encoder}: orders of its prompts and of other texts are not comparable\n`,
  )
}
