import { toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { initialValues } from '@dfpir/layers'
import type { NetworkConfig } from '@dfpir/networks'
import { kindOf, networkSpecs } from './networks.js'

/**
 * The weights of the blocks by which a network is deeper than another of the same kind and width, by their published
 * names, in PyTorch's layout. The last weights of an added block's branches are 0, so it passes its features on and the
 * deeper network begins with the outputs of the other one (the idea of Net2DeeperNet: Chen, Goodfellow and Shlens, ICLR 2016).
 * There are none where the networks differ in another way than by blocks that the deeper one has more of.
 */
export function addedBlocks(shallow: NetworkConfig, deep: NetworkConfig, seed = 0): Map<string, Float32Tensor> {
  const { name, blockWeights } = kindOf(deep)
  if (blockWeights === undefined || kindOf(shallow).name !== name) return new Map()
  const known = new Set(networkSpecs(shallow).map(({ torch }) => torch))
  const missing = networkSpecs(deep).filter(({ torch }) => !known.has(torch))
  if (!missing.every(({ torch }) => blockWeights.all.test(torch))) return new Map()
  return new Map(
    missing.map(({ layer, torch, spec }) => {
      const data = blockWeights.passing.test(torch)
        ? new Float32Array(spec.shape.reduce((size, side) => size * side, 1))
        : initialValues(spec, seed, layer)
      return [torch, toTorchLayout(spec.layout, { shape: spec.shape, data })]
    }),
  )
}
