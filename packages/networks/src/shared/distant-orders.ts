import { dot, linear, type OrdersOptions, promptsOrRandom } from './prompt-layers.js'

/**
 * Creates a second prompt layer whose orders are far apart, and nevertheless the same on every other channel: at position 2p
 * every given prompt has channel 2p, and at position 2p + 1 one of the odd channels, by a random permutation of its own. Two
 * orders differ by Kendall's distance of about 0.29, where unrelated ones differ by 0.5.
 *
 * The scores of an odd channel are an affine function of the embedding that takes the wanted value at every prompt. A prompt
 * whose embedding is an affine combination of earlier ones gets the order that follows from theirs.
 *
 * @returns kernel [P, outputs], row-major, and bias [outputs]
 */
export function distantOrders({ first, prompts, outputs, random }: OrdersOptions): {
  kernel: Float32Array
  bias: Float32Array
} {
  const hidden = promptsOrRandom(prompts, first.bias.length, random).map(prompt => linear(prompt, first))
  const pairs = outputs / 2
  const places = hidden.map(() => random.permutation(pairs))
  const directions = orthogonalOffsets(hidden)
  const kernel = new Float32Array(first.bias.length * outputs)
  const bias = new Float32Array(outputs)
  for (let pair = 0; pair < pairs; pair++) {
    bias[2 * pair] = pairs / 2 - pair
    const wanted = places.map(place => pairs / 2 - place[pair] - 0.5)
    const slope = interpolate(wanted, hidden, directions)
    slope.forEach((value, row) => {
      kernel[row * outputs + 2 * pair + 1] = value
    })
    bias[2 * pair + 1] = wanted[0] - dot(slope, hidden[0])
  }
  return { kernel, bias }
}

/** Share of an offset's norm below which the rest of it counts as rounding. */
const negligible = 1e-4

/** The part of each vector's offset from the first that is orthogonal to all earlier offsets (Gram and Schmidt); else 0. */
function orthogonalOffsets(vectors: readonly Float64Array[]): Float64Array[] {
  const found: Float64Array[] = []
  for (const vector of vectors) {
    const offset = vector.map((value, index) => value - vectors[0][index])
    const rest = found.reduce((left, direction) => {
      const share = dot(left, direction) / (dot(direction, direction) || 1)
      return left.map((value, index) => value - share * direction[index])
    }, offset)
    found.push(dot(rest, rest) > negligible ** 2 * dot(offset, offset) ? rest : rest.fill(0))
  }
  return found
}

/** The slope of an affine function with the wanted value at each vector (Newton's interpolation along the directions). */
function interpolate(
  wanted: readonly number[],
  vectors: readonly Float64Array[],
  directions: readonly Float64Array[],
): Float64Array {
  return vectors.reduce((slope, vector, index) => {
    const direction = directions[index]
    const missing = wanted[index] - wanted[0] - (dot(slope, vector) - dot(slope, vectors[0]))
    const factor = missing / (dot(direction, direction) || 1)
    return slope.map((value, row) => value + factor * direction[row])
  }, new Float64Array(vectors[0].length))
}
