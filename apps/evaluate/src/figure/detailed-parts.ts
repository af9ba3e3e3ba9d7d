import type { Zoom } from '@dfpir/figures'
import type { RgbPicture } from '@dfpir/images'

/** Step between candidate squares, as a share of their side. */
const step = 0.25

/**
 * Finds the squares of a picture with the most detail, best first: those in which neighbouring pixels differ most
 * (absolute differences, right and down). Their side is a sixth of the picture's shorter side, and the gap between them
 * is at least one side.
 */
export function detailedParts(picture: RgbPicture, count: number): Zoom[] {
  const { width, height } = picture
  const side = Math.max(1, Math.round(Math.min(width, height) / 6))
  const stride = Math.max(1, Math.round(side * step))
  const places: (Zoom & { readonly detail: number })[] = []
  for (let y = 0; y + side <= height; y += stride) {
    for (let x = 0; x + side <= width; x += stride) places.push({ x, y, side, detail: detailOf(picture, x, y, side) })
  }
  const chosen: Zoom[] = []
  for (const { detail: _, ...place } of places.sort((a, b) => b.detail - a.detail)) {
    if (chosen.length < count && !chosen.some(other => near(place, other))) chosen.push(place)
  }
  return chosen
}

function detailOf({ width, data }: RgbPicture, left: number, top: number, side: number): number {
  let sum = 0
  for (let y = top; y < top + side - 1; y++) {
    for (let x = left; x < left + side - 1; x++) {
      const at = (y * width + x) * 3
      for (let c = at; c < at + 3; c++) sum += Math.abs(data[c + 3] - data[c]) + Math.abs(data[c + 3 * width] - data[c])
    }
  }
  return sum
}

function near(a: Zoom, b: Zoom): boolean {
  return Math.abs(a.x - b.x) < 2 * a.side && Math.abs(a.y - b.y) < 2 * a.side
}
