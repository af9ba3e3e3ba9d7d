import { KeyMap } from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { channelOrder, guidanceSpecs } from '@dfpir/dgpb'
import type { Level } from '@dfpir/restormer'
import * as tf from '@tensorflow/tfjs-core'
import type { DfpirConfig } from './config.js'
import type { NetworkConfig } from './network-kind.js'
import { bridgeNames } from './parts.js'
import { requireDfpir } from './require-dfpir.js'

/** The DGPBs by where they stand: on the three skips, and on the latent. */
export const blockNames = ['level1', 'level2', 'level3', 'latent'] as const
export type BlockName = (typeof blockNames)[number]

export interface ChannelOrdersOptions {
  /** A DFPIR's. */
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
  const dfpir = requireDfpir(config)
  const { channelPerturbation, promptSize } = dfpir
  if (channelPerturbation !== 'shuffle') {
    throw new UsageError(`this network orders no channels: its channelPerturbation is ${channelPerturbation}`)
  }
  if (embedding.length !== promptSize) {
    throw new DataError(`the network takes prompts of ${promptSize} numbers, not of ${embedding.length}`)
  }
  const order = (level: Level) => orderOf(embedding, guidanceWeights(dfpir, level, stateDict))
  return { level1: order(0), level2: order(1), level3: order(2), latent: order(3) }
}

/** The prompt layers of one DGPB, in the layers' layout. */
function guidanceWeights(
  { promptSize, dim }: DfpirConfig,
  level: Level,
  stateDict: ReadonlyMap<string, Float32Tensor>,
): ReadonlyMap<string, Float32Tensor> {
  const map = new KeyMap(
    guidanceSpecs(promptSize, dim * 2 ** level).map(({ name, torch, layout, shape }) => ({
      torch: `${bridgeNames[level]}.${torch}`,
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
