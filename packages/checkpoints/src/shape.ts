/**
 * The number of elements of a shape (1 for the empty shape of a scalar), or undefined if a dimension is not a whole
 * number of at least 0, or the product is too large to be exact.
 */
export function elementCount(shape: readonly unknown[]): number | undefined {
  let count = 1
  for (const size of shape) {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) return undefined
    count *= size
    if (!Number.isSafeInteger(count)) return undefined
  }
  return count
}

/** Formats a shape for messages: `[3, 4]`. */
export function shapeText(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`
}
