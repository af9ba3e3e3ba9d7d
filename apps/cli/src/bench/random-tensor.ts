import { type Float32Tensor, Random } from '@dfpir/core'

/** Returns a tensor of uniform random numbers in [0, 1), generated from a seed. */
export function randomTensor(shape: readonly number[], seed: number): Float32Tensor {
  const random = new Random(seed)
  const size = shape.reduce((product, length) => product * length, 1)
  return { shape, data: Float32Array.from({ length: size }, () => random.uniform()) }
}
