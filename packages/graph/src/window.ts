import type { WindowAttributes } from './operations/attributes.js'

/** How a filter or a pooling window moves over height and width. */
export interface Window {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Number of rows and columns of zeros around the image: top, left, bottom, right. */
  readonly pads: readonly number[]
}

/** Returns the window of a convolution or pooling, forward or backward, that covers `kernel` rows and columns. */
export function windowOf({ strides, dilations, pads }: WindowAttributes, kernel: readonly number[]): Window {
  const [top, bottom, left, right] = pads
  return { kernel: kernel.slice(0, 2), strides, dilations, pads: [top, left, bottom, right] }
}

/** Returns the rows and columns that a window covers. */
export function extent({ kernel, dilations }: Window): number[] {
  return kernel.map((length, axis) => (length - 1) * dilations[axis] + 1)
}

export function isPointwise({ kernel, strides, pads }: Window): boolean {
  return [...kernel, ...strides].every(length => length === 1) && pads.every(length => length === 0)
}
