import type { Float32Tensor } from '@dfpir/core'

/** Weights of these shapes, by their names, that are 0. */
export function zeros(shapes: Readonly<Record<string, readonly number[]>>): Map<string, Float32Tensor> {
  return new Map(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(shape.reduce((size, side) => size * side, 1))
      return [name, { shape, data }]
    }),
  )
}
