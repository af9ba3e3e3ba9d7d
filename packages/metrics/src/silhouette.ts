import { DataError } from '@dfpir/core'

/**
 * The mean silhouette of labelled points (Rousseeuw, 1987): of each point (b − a) / max(a, b), where a is its mean
 * Euclidean distance to the others of its label and b the smallest mean distance to those of another one; 0 for a point
 * that is alone with its label. From −1 to 1: near 1 groups are compact and far apart, about 0 they lie in each other.
 *
 * @throws DataError for points of different lengths, for other numbers of points and labels, for fewer than two labels.
 */
export function silhouette(points: readonly ArrayLike<number>[], labels: readonly string[]): number {
  const names = [...new Set(labels)]
  if (points.length !== labels.length || names.length < 2) {
    throw new DataError(
      `a silhouette needs points with two labels or more, got ${points.length} points and ${labels.length} labels, ${names.length} different`,
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

/** Of one point, from the sums of its distances to each group (to itself it is 0). */
function silhouetteOf(sums: Float64Array, sizes: readonly number[], own: number): number {
  if (sizes[own] === 1) return 0
  const inside = sums[own] / (sizes[own] - 1)
  const outside = Math.min(...sizes.flatMap((size, group) => (group === own ? [] : [sums[group] / size])))
  return inside === outside ? 0 : (outside - inside) / Math.max(inside, outside)
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new DataError(`points have different lengths: ${a.length} and ${b.length} numbers`)
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return Math.sqrt(sum)
}
