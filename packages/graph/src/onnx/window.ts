import type { GraphNode } from '../ir.js'
import type { Attributes } from './builder.js'
import { attributesOf } from './node-attributes.js'

/** The order that puts [batch, height, width, channels] as [batch, channels, height, width]. */
export const imageOrder = [0, 3, 1, 2] as const

/** How a filter or a pooling window moves over height and width. */
export interface Window {
  readonly kernel: readonly number[]
  readonly strides: readonly number[]
  readonly dilations: readonly number[]
  /** Rows and columns of zeros around the image: top, left, bottom, right. */
  readonly pads: readonly number[]
}

/** The window of a convolution or pooling, forward or backward. */
export function windowOf(node: GraphNode, kernel: readonly number[]): Window {
  const attributes = attributesOf(node)
  const [top, bottom, left, right] = attributes.numbers('pads')
  return {
    kernel: kernel.slice(0, 2),
    strides: attributes.pair('strides'),
    dilations: attributes.pair('dilations', 1),
    pads: [top, left, bottom, right],
  }
}

/** The attributes of a Conv with this window. */
export function convAttributes({ kernel, strides, dilations, pads }: Window, group = 1): Attributes {
  return { kernel_shape: kernel, strides, dilations, pads, group }
}

/** Rows and columns that a window covers. */
export function extent({ kernel, dilations }: Window): number[] {
  return kernel.map((length, axis) => (length - 1) * dilations[axis] + 1)
}

export function isPointwise({ kernel, strides, pads }: Window): boolean {
  return [...kernel, ...strides].every(length => length === 1) && pads.every(length => length === 0)
}
