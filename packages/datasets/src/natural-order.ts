/** Orders names as people do: runs of digits by their value, so that `2.png` comes before `10.png`; else by code unit. */
export function compareNaturally(a: string, b: string): number {
  const left = split(a)
  const right = split(b)
  for (let i = 0; i < Math.min(left.length, right.length); i++) {
    const order = comparePart(left[i], right[i])
    if (order !== 0) return order
  }
  return left.length - right.length || compareUnits(a, b)
}

function split(name: string): string[] {
  return name.match(/\d+|\D+/g) ?? []
}

function comparePart(a: string, b: string): number {
  if (!isNumber(a) || !isNumber(b)) return compareUnits(a, b)
  const left = a.replace(/^0+/, '')
  const right = b.replace(/^0+/, '')
  return left.length - right.length || compareUnits(left, right)
}

function isNumber(part: string): boolean {
  return part[0] >= '0' && part[0] <= '9'
}

function compareUnits(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
