/** Widths of a feed-forward network's input and hidden layer. */
export interface FeedForwardWidth {
  readonly channels: number
  readonly hidden: number
}

/** The value in the paper and the published networks. */
const usual = 2.66

/**
 * Finds the expansion with ⌊channels · expansion⌋ = hidden for all widths: 2.66 if possible, or else the number with the
 * fewest decimals. Undefined if there is none with up to six decimals.
 */
export function simplestExpansion(widths: readonly FeedForwardWidth[]): number | undefined {
  const fits = (expansion: number) =>
    expansion > 0 && widths.every(({ channels, hidden }) => Math.floor(channels * expansion) === hidden)
  if (fits(usual)) return usual
  const least = Math.max(...widths.map(({ channels, hidden }) => hidden / channels))
  for (let decimals = 0; decimals <= 6; decimals++) {
    const candidate = Math.ceil(least * 10 ** decimals) / 10 ** decimals
    if (fits(candidate)) return candidate
  }
  return undefined
}
