/** A size for each free dimension, by name. */
export type Sizes<Name extends string = string> = Readonly<Record<Name, number>>

/**
 * Sizes to trace at, three for each dimension: a prime, and two and three times another. They are unlikely to equal each
 * other or numbers of channels by chance, and values that are rounded at some of them are not rounded at others.
 */
const choices = [
  [5, 14, 33],
  [13, 34, 57],
  [23, 58, 93],
  [37, 82, 129],
  [47, 106, 177],
  [61, 134, 213],
]

/** Maximum number of dimensions. */
export const mostDimensions = choices.length

/**
 * Returns the sizes at which a graph with free dimensions is traced: first a base; then, for each dimension, the base with
 * only that dimension changed; and last, as a check, sizes that all differ from the base.
 *
 * @param steps each dimension must be a multiple of its step
 */
export function sampleSizes<Name extends string>(steps: Readonly<Record<Name, number>>): Sizes<Name>[] {
  const names = Object.keys(steps) as Name[]
  const sizes = (choice: (index: number) => number) =>
    Object.fromEntries(names.map((name, index) => [name, steps[name] * choices[index][choice(index)]])) as Sizes<Name>
  const changed = names.map((_, one) => sizes(index => (index === one ? 1 : 0)))
  return [sizes(() => 0), ...changed, sizes(() => 2)]
}
