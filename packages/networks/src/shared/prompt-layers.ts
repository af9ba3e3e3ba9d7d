import type { Random } from '@dfpir/core'

export interface OrdersOptions {
  /** The first prompt layer: kernel [P, P], row-major, and bias [P]. */
  first: { readonly kernel: Float32Array; readonly bias: Float32Array }
  /** The embeddings [P] to distinguish. If empty, random ones of norm 10 are used. */
  prompts: readonly Float32Array[]
  /** Number of scores, even. */
  outputs: number
  random: Random
}

/** Returns the prompts, or four random ones [size] if there are none. */
export function promptsOrRandom(
  prompts: readonly Float32Array[],
  size: number,
  random: Random,
): readonly Float32Array[] {
  return prompts.length > 0 ? prompts : Array.from({ length: 4 }, () => randomPrompt(size, random))
}

function randomPrompt(size: number, random: Random): Float32Array {
  return Float32Array.from({ length: size }, () => random.normal(0, 10 / Math.sqrt(size)))
}

/** Applies a linear layer: [P] → [P]. */
export function linear(input: Float32Array, { kernel, bias }: OrdersOptions['first']): Float64Array {
  const output = Float64Array.from(bias)
  input.forEach((value, row) => {
    for (let column = 0; column < output.length; column++)
      output[column] += value * kernel[row * output.length + column]
  })
  return output
}

export function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0)
}
