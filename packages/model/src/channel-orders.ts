import { KeyMap } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { channelOrder, type Dgpb, guidanceSpecs } from '@dfpir/dgpb'
import type { BridgePlace, NetworkConfig } from '@dfpir/networks'
import * as tf from '@tensorflow/tfjs-core'
import type * as tfl from '@tensorflow/tfjs-layers'
import { networkBridges } from './networks.js'

/** A DGPB by where it stands: on the skip of a level, 1 being that of full size, or on the latent. */
export type BlockName = `level${number}` | 'latent'

/** The DGPBs of a network, from full size down. @throws UsageError for a network that has none */
export function blockNames(config: NetworkConfig): BlockName[] {
  const { places } = networkBridges(config)
  return places.map((_, level) => (level === places.length - 1 ? 'latent' : (`level${level + 1}` as const)))
}

/**
 * The DGPB of a network that stands at a place; where the perturbation is switched off, the layer that passes on.
 *
 * @throws UsageError for a network without DGPBs
 */
export function blockOf(model: tfl.LayersModel, config: NetworkConfig, block: BlockName): Dgpb {
  const { places } = networkBridges(config)
  return model.getLayer(places[blockNames(config).indexOf(block)].name) as Dgpb
}

export interface ChannelOrdersOptions {
  /** Of a network with DGPBs. */
  readonly config: NetworkConfig
  /** The network's weights by their published names, in PyTorch's layout; of them the prompt layers are used. */
  readonly stateDict: ReadonlyMap<string, Float32Tensor>
  /** The prompt's embedding [promptSize]. */
  readonly embedding: Float32Array
}

/**
 * The channel order [2C] that a prompt gives in each DGPB, C the block's channels: which widened channel comes at each
 * place. It is what {@link channelOrder} makes of the stored weights, as when a restore folds it into its graph; like
 * there, it runs on tfjs's current backend, and `cpu` is the one whose order of equal scores is defined: the lower
 * channel first.
 *
 * @throws UsageError for a network without orders, DataError for an embedding of another size or weights that lack
 *   what is needed.
 */
export function channelOrders({
  config,
  stateDict,
  embedding,
}: ChannelOrdersOptions): Readonly<Record<BlockName, Int32Array>> {
  const bridges = networkBridges(config)
  const { channelPerturbation, promptSize } = bridges.config
  if (channelPerturbation !== 'shuffle') {
    throw new UsageError(`this network orders no channels: its channelPerturbation is ${channelPerturbation}`)
  }
  if (embedding.length !== promptSize) {
    throw new DataError(`the network takes prompts of ${promptSize} numbers, not of ${embedding.length}`)
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
