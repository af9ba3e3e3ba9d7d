import { DataError } from '@dfpir/core'

/**
 * Kendall's distance between two orders of the same items: the share of pairs in opposite order, 0 for the same order,
 * 1 for the reverse, 0.5 on average for unrelated ones. In O(n log n), by counting inversions while merging (Knight,
 * JASA 1966).
 *
 * @param a the item at each position: a permutation of 0 … n − 1
 * @param b the other order, of the same n
 * @throws DataError if either is not a permutation or their lengths differ
 */
export function kendallDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new DataError(`expected two orders of the same length, got ${a.length} and ${b.length}`)
  const places = placesOf(b)
  placesOf(a)
  const pairs = (a.length * (a.length - 1)) / 2
  return pairs === 0 ? 0 : countInversions(Uint32Array.from(a, thing => places[thing])) / pairs
}

/** The inverse of a permutation. */
function placesOf(order: ArrayLike<number>): Uint32Array {
  const places = new Uint32Array(order.length).fill(order.length)
  for (let place = 0; place < order.length; place++) {
    if (places[order[place]] !== order.length) {
      throw new DataError(
        `an order must contain each of 0 … ${order.length - 1} once, got ${order[place]} at position ${place}`,
      )
    }
    places[order[place]] = place
  }
  return places
}

/** Counts the pairs in descending order; sorts the numbers. */
function countInversions(numbers: Uint32Array): number {
  if (numbers.length < 2) return 0
  const left = numbers.slice(0, numbers.length >> 1)
  const right = numbers.slice(left.length)
  let inversions = countInversions(left) + countInversions(right)
  for (let i = 0, l = 0, r = 0; i < numbers.length; i++) {
    const fromRight = l === left.length || right[r] < left[l]
    if (fromRight) inversions += left.length - l
    numbers[i] = fromRight ? right[r++] : left[l++]
  }
  return inversions
}
