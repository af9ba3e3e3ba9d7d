const { compare } = new Intl.Collator('en', { numeric: true })

/** File names of stages in the order of their numbers: `10-` comes after `9-`. */
export function stageOrder(names: readonly string[]): string[] {
  return [...names].sort(compare)
}
