import type { Random } from '@dfpir/core'
import { dot, linear, type OrdersOptions, promptsOrRandom } from './prompt-layers.js'

/** Maximum of half the difference of the scores in a pair. Pairs are 1 apart. */
const spread = 1 / 8
/** Number of directions tried per pair. The one that distinguishes the prompts best is kept. */
const attempts = 16

/**
 * Creates a second prompt layer whose scores order the channels by pairs (0, 1), (2, 3), … for every prompt, with an order
 * within each pair that depends on the prompt: score = −pair ± s, where s is the product of a random direction with the
 * first layer's output, relative to the mean of the given prompts. Prompts that differ from that mean four times as much
 * as the given ones may also exchange channels of neighbouring pairs.
 *
 * @returns kernel [P, outputs], row-major, and bias [outputs]
 */
export function pairedOrders({ first, prompts, outputs, random }: OrdersOptions): {
  kernel: Float32Array
  bias: Float32Array
} {
  const size = first.bias.length
  const hidden = promptsOrRandom(prompts, size, random).map(prompt => linear(prompt, first))
  const centre = hidden.length > 1 ? mean(hidden) : new Float64Array(size)
  const offsets = hidden.map(vector => vector.map((value, index) => value - centre[index]))
  const kernel = new Float32Array(size * outputs)
  const bias = new Float32Array(outputs)
  for (let pair = 0; pair < outputs / 2; pair++) {
    const direction = clearDirection(offsets, random)
    const common = outputs / 4 - pair
    direction.forEach((value, index) => {
      kernel[index * outputs + 2 * pair] = value
      kernel[index * outputs + 2 * pair + 1] = -value
    })
    bias[2 * pair] = common - dot(direction, centre)
    bias[2 * pair + 1] = common + dot(direction, centre)
  }
  return { kernel, bias }
}

/** Returns a random direction, scaled so that its largest product with an offset is ±{@link spread}. */
function clearDirection(offsets: readonly Float64Array[], random: Random): Float64Array {
  let best = { clarity: -1, largest: 1, direction: new Float64Array() }
  for (let attempt = 0; attempt < attempts; attempt++) {
    const direction = Float64Array.from(offsets[0], () => random.uniform(-1, 1))
    const products = offsets.map(offset => Math.abs(dot(direction, offset)))
    const largest = Math.max(...products)
    const clarity = largest > 0 ? Math.min(...products) / largest : 0
    if (clarity > best.clarity) best = { clarity, largest: largest || 1, direction }
  }
  return best.direction.map(value => (value * spread) / best.largest)
}

function mean(vectors: readonly Float64Array[]): Float64Array {
  return vectors[0].map((_, index) => vectors.reduce((sum, vector) => sum + vector[index], 0) / vectors.length)
}
