import type { Random } from '@dfpir/core'

/** One of the items, each as often as its share says; undefined for what the shares lack of 1. */
export function pickByShare<T extends { readonly share: number }>(items: readonly T[], random: Random): T | undefined {
  const place = random.uniform()
  let end = 0
  return items.find(({ share }) => {
    end += share
    return place < end
  })
}
