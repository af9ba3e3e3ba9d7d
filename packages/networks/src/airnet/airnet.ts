import { type BatchStatistics, connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { Difference } from '../shared/difference.js'
import { type AirNetConfig, airNetConfig } from './config.js'
import { type AirNetGroup, airNetParts } from './parts.js'

export interface AirNetOptions extends Partial<AirNetConfig> {
  /**
   * The means and variances of the encoder's batch norms: the stored ones, or those of the current batch, as in PyTorch's
   * training mode.
   *
   * @default 'running'
   */
  statistics?: BatchStatistics
  /**
   * Whether to subtract the picture from the output, so that the network returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
}

/**
 * AirNet (Li et al., CVPR 2022) as a function of symbolic tensors: an encoder makes a map of the degradation, which guides
 * blocks with deformable convolutions at full size. The output is the restored picture itself; no residual is added.
 *
 * `apply` takes a picture [B, H, W, 3] of any size and returns one of the same shape. Layers are named as in the published
 * network, so a model can contain only one AirNet.
 *
 * @throws UsageError if the configuration is invalid
 */
export function airNet(options: AirNetOptions = {}): { apply(picture: tfl.SymbolicTensor): tfl.SymbolicTensor } {
  const { residual = false } = options
  const { encoder, head, groups, ending, tail } = airNetParts(airNetConfig(options), options)
  return {
    apply(picture) {
      const map = runParts([encoder], picture)
      const first = runParts([head], picture)
      const grouped = groups.reduce((features, group) => runGroup(group, features, map), first)
      const restored = runParts([tail], plus('body', runParts([ending], grouped), first))
      return residual ? connect(new Difference({ name: 'residual' }), [restored, picture]) : restored
    },
  }
}

function runGroup({ blocks, ending }: AirNetGroup, features: tfl.SymbolicTensor, map: tfl.SymbolicTensor) {
  const guided = blocks.reduce((value, block) => connect(block, [value, map]), features)
  return plus(ending.layer.name, runParts([ending], guided), features)
}

function plus(name: string, change: tfl.SymbolicTensor, features: tfl.SymbolicTensor): tfl.SymbolicTensor {
  return connect(tfl.layers.add({ name: `${name}_sum` }), [change, features])
}
