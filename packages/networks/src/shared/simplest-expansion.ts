/** The width of a feed-forward network's input and of what it is widened to. */
export interface FeedForwardWidth {
  readonly channels: number
  readonly hidden: number
}

/** What the paper and the published networks use. */
const usual = 2.66

/**
 * The expansion that gives every ⌊channels · expansion⌋ = hidden: 2.66 where that does, else the number with the fewest
 * decimals; undefined when none of six decimals does.
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
