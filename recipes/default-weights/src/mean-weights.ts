import { type Float32Tensor, mean, sameShape, UsageError } from '@dfpir/core'

type Weights = ReadonlyMap<string, Float32Tensor>

/**
 * Averages the weights of several networks, tensor by tensor. The mean of consecutive training stages combines some of
 * their strengths (model soups; Wortsman et al., ICML 2022).
 *
 * @throws UsageError if one of them lacks a tensor of the first or has it in another shape
 */
export function meanWeights(networks: readonly Weights[]): Map<string, Float32Tensor> {
  const [first] = networks
  return new Map(
    [...first].map(([name, tensor]) => [name, meanTensor(networks.map(network => find(network, name, tensor)))]),
  )
}

function find(network: Weights, name: string, { shape }: Float32Tensor): Float32Tensor {
  const tensor = network.get(name)
  if (tensor && sameShape(tensor.shape, shape)) return tensor
  throw new UsageError(
    `expected ${name} of shape [${shape}] in each network, got ${tensor ? `[${tensor.shape}]` : 'none'}`,
  )
}

function meanTensor(tensors: readonly Float32Tensor[]): Float32Tensor {
  const [{ shape, data }] = tensors
  return { shape, data: Float32Array.from(data, (_, index) => mean(tensors.map(tensor => tensor.data[index]))) }
}
