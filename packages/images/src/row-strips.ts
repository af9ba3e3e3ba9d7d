import type { Picture } from '@dfpir/core'

/** How many rows of a picture make some 16 MB. */
export function rowsPerStrip({ width, channels, depth }: Omit<Picture, 'data' | 'height'>): number {
  return Math.max(1, Math.floor(2 ** 24 / (width * channels * (depth / 8))))
}
