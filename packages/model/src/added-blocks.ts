import { toTorchLayout } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { initialValues } from '@dfpir/layers'
import type { NetworkConfig } from './network-kind.js'
import { networkSpecs } from './networks.js'
import { requireDfpir } from './require-dfpir.js'

/**
 * The weights of the blocks by which a DFPIR is deeper than another of the same width, by their published names, in
 * PyTorch's layout. The last layers of both branches of an added block are 0, so it passes its features on and the deeper
 * network begins with the outputs of the other one (the idea of Net2DeeperNet: Chen, Goodfellow and Shlens, ICLR 2016).
 * There are none where the networks differ in another way than by blocks that the deeper one has more of.
 *
 * @throws UsageError for another kind of network than DFPIR
 */
export function addedBlocks(shallow: NetworkConfig, deep: NetworkConfig, seed = 0): Map<string, Float32Tensor> {
  const known = new Set(networkSpecs(requireDfpir(shallow)).map(({ torch }) => torch))
  const missing = networkSpecs(requireDfpir(deep)).filter(({ torch }) => !known.has(torch))
  if (!missing.every(({ torch }) => isInBlock(torch))) return new Map()
  return new Map(
    missing.map(({ layer, torch, spec }) => {
      const data = isLastOfBranch(torch)
        ? new Float32Array(spec.shape.reduce((size, side) => size * side, 1))
        : initialValues(spec, seed, layer)
      return [torch, toTorchLayout(spec.layout, { shape: spec.shape, data })]
    }),
  )
}

const isInBlock = (torch: string) => /^(encoder_level\d|decoder_level\d|latent|refinement)\.\d+\./.test(torch)

const isLastOfBranch = (torch: string) => /\.project_out\.weight$/.test(torch)
