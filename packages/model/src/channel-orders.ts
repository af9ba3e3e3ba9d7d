import { KeyMap } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { channelOrder, type Dgpb, guidanceSpecs } from '@dfpir/dgpb'
import type { BridgePlace, NetworkConfig } from '@dfpir/networks'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { networkBridges } from './networks.js'

/** A DGPB, named by its place: on the skip of a level, from 1 at full size, or on the latent. */
export type BlockName = `level${number}` | 'latent'

/** Lists the DGPBs of a network, from full size down. @throws UsageError for a network without DGPBs */
export function blockNames(config: NetworkConfig): BlockName[] {
  const { places } = networkBridges(config)
  return places.map((_, level) => (level === places.length - 1 ? 'latent' : (`level${level + 1}` as const)))
}

/**
 * Returns the DGPB at a place in a network. If the perturbation is off, it passes its features on.
 *
 * @throws UsageError for a network without DGPBs
 */
export function blockOf(model: tfl.LayersModel, config: NetworkConfig, block: BlockName): Dgpb {
  const { places } = networkBridges(config)
  return model.getLayer(places[blockNames(config).indexOf(block)].name) as Dgpb
}

export interface ChannelOrdersOptions {
  /** The configuration of a network with DGPBs. */
  readonly config: NetworkConfig
  /** The network's weights by published name, in PyTorch's layout. Only the prompt layers are used. */
  readonly stateDict: ReadonlyMap<string, Float32Tensor>
  /** The prompt's embedding [promptSize]. */
  readonly embedding: Float32Array
}

/**
 * Computes the channel order [2C] of a prompt in each DGPB, where C is the block's number of channels: the widened channel
 * at each position. It is the result of {@link channelOrder} with the stored weights, as in a restore, which folds it into
 * its graph. It runs on tfjs's current backend; only `cpu` defines the order of equal scores: the lower channel first.
 *
 * @throws UsageError for a network without orders, DataError for an embedding of another size or missing weights.
 */
export function channelOrders({
  config,
  stateDict,
  embedding,
}: ChannelOrdersOptions): Readonly<Record<BlockName, Int32Array>> {
  const bridges = networkBridges(config)
  const { channelPerturbation, promptSize } = bridges.config
  if (channelPerturbation !== 'shuffle') {
    throw new UsageError(`this network has no channel orders: its channelPerturbation is ${channelPerturbation}`)
  }
  if (embedding.length !== promptSize) {
    throw new DataError(`the network takes prompts of ${promptSize} numbers, got ${embedding.length}`)
  }
  return Object.fromEntries(
    blockNames(config).map((name, level) => {
      return [name, orderOf(embedding, guidanceWeights(bridges.places[level], promptSize, stateDict))]
    }),
  ) as Record<BlockName, Int32Array>
}

/** The prompt layers of one DGPB, in the layers' layout. */
function guidanceWeights(
  { name: block, channels }: BridgePlace,
  promptSize: number,
  stateDict: ReadonlyMap<string, Float32Tensor>,
): ReadonlyMap<string, Float32Tensor> {
  const map = new KeyMap(
    guidanceSpecs(promptSize, channels).map(({ name, torch, layout, shape }) => ({
      torch: `${block}.${torch}`,
      layer: name,
      kind: layout,
      shape,
    })),
  )
  const used = new Set(map.entries.map(({ torch }) => torch))
  return map.toLayers(new Map([...stateDict].filter(([name]) => used.has(name))))
}

function orderOf(embedding: Float32Array, weights: ReadonlyMap<string, Float32Tensor>): Int32Array {
  return tf.tidy(() => {
    const read = <T extends tf.Tensor>(name: string) => {
      const { shape, data } = weights.get(name)!
      return tf.tensor(data, [...shape], 'float32') as T
    }
    return channelOrder(tf.tensor2d(embedding, [1, embedding.length]), read).dataSync<'int32'>()
  })
}
