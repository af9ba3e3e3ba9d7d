import { DataError } from '@dfpir/core'

/**
 * The mean silhouette of labelled points (Rousseeuw, 1987): for each point (b − a) / max(a, b), where a is its mean
 * Euclidean distance to the other points of its label and b the smallest mean distance to the points of another label;
 * 0 for the only point of a label. From −1 to 1: near 1, groups are compact and far apart; near 0, they overlap.
 *
 * @throws DataError for points of different lengths, for different numbers of points and labels, and for fewer than two
 * labels
 */
export function silhouette(points: readonly ArrayLike<number>[], labels: readonly string[]): number {
  const names = [...new Set(labels)]
  if (points.length !== labels.length || names.length < 2) {
    throw new DataError(
      `a silhouette needs points with at least two labels, got ${points.length} points and ${labels.length} labels, ${names.length} different`,
    )
  }
  const groups = labels.map(label => names.indexOf(label))
  const sizes = names.map((_, group) => groups.filter(other => other === group).length)
  const values = points.map((point, index) => {
    const sums = new Float64Array(names.length)
    points.forEach((other, at) => {
      sums[groups[at]] += distance(point, other)
    })
    return silhouetteOf(sums, sizes, groups[index])
  })
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** The silhouette of one point, from the sums of its distances to each group (0 to itself). */
function silhouetteOf(sums: Float64Array, sizes: readonly number[], own: number): number {
  if (sizes[own] === 1) return 0
  const inside = sums[own] / (sizes[own] - 1)
  const outside = Math.min(...sizes.flatMap((size, group) => (group === own ? [] : [sums[group] / size])))
  return inside === outside ? 0 : (outside - inside) / Math.max(inside, outside)
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length)
    throw new DataError(`expected points of the same length, got ${a.length} and ${b.length} numbers`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt(sum)
}
