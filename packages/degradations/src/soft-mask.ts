import type { Random } from '@dfpir/core'

/**
 * A random part of a picture, 1 inside and 0 outside, with a soft edge: where a sum of four waves is above a threshold.
 *
 * @param size length of the waves in pixels, about the size of the parts
 * @param edge width of the edge in pixels
 * @returns [height, width], 0 … 1
 */
export function softMask(
  { width, height }: { width: number; height: number },
  { size, edge }: { size: number; edge: number },
  random: Random,
): Float32Array {
  const waves = Array.from({ length: 4 }, () => {
    const angle = random.uniform(0, Math.PI)
    const frequency = (2 * Math.PI) / (size * random.uniform(0.7, 2))
    return { x: frequency * Math.cos(angle), y: frequency * Math.sin(angle), phase: random.uniform(0, 2 * Math.PI) }
  })
  const threshold = random.uniform(-1, 1)
  const steepness = size / (Math.PI * edge)
  const mask = new Float32Array(width * height)
  for (let row = 0, pixel = 0; row < height; row++) {
    for (let column = 0; column < width; column++, pixel++) {
      let sum = -threshold
      for (const { x, y, phase } of waves) sum += Math.sin(x * column + y * row + phase)
      mask[pixel] = 1 / (1 + Math.exp(-steepness * sum))
    }
  }
  return mask
}
