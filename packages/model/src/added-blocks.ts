import { toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { initialValues } from '@dfpir/layers'
import type { NetworkConfig } from '@dfpir/networks'
import { kindOf, networkSpecs } from './networks.js'

/**
 * Creates the weights of the blocks by which a network is deeper than another of the same kind and width, by published
 * name, in PyTorch's layout. The last weights of an added block's branches are 0, so it passes its features on, and the
 * deeper network starts with the outputs of the other one (as in Net2DeeperNet: Chen, Goodfellow and Shlens, ICLR 2016).
 * Empty if the networks differ in any other way.
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
