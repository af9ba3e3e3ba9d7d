/**
 * The candidate with the smallest edit distance to `name`, or undefined if none is close.
 *
 * @param atMost the largest distance that counts as close; by default half the name's length
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  atMost = Math.ceil(name.length / 2),
): string | undefined {
  let best: string | undefined
  let bestDistance = atMost + 1
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - name.length) >= bestDistance) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance]
  }
  return best
}

/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      next.push(Math.min(substituted, row[j] + 1, next[j - 1] + 1, swapped ? before[j - 2] + 1 : substituted))
    }
    ;[before, row] = [row, next]
  }
  return row[b.length]
}
