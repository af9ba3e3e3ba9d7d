import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { KernelCall } from '../trace/kernel.js'

/** How a filter or a pooling window moves over height and width. */
export interface WindowAttributes {
  /** Steps down and across. */
  readonly strides: readonly [number, number]
  readonly dilations: readonly [number, number]
  /** How `pads` came about; `same` and `valid` as TensorFlow defines them. */
  readonly padding: 'same' | 'valid' | 'explicit'
  /** Rows above and below, columns left and right. */
  readonly pads: readonly [number, number, number, number]
}

export type Shape4D = [number, number, number, number]

interface WindowInfo {
  readonly attrs: WindowAttributes
  /** The shape of the result, [B, H, W, C]. */
  readonly shape: readonly number[]
  readonly window: [number, number]
}

/** What a convolution's attributes mean for an input and a filter of these shapes. */
export function convolutionWindow(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
  depthwise: boolean,
): WindowInfo {
  const { attrs } = call
  rejectChannelsFirst(call)
  const [input, filter] = [shape4D(inputShape), shape4D(filterShape)]
  const dilations = attrs.has('dilations') ? attrs.pair('dilations') : 1
  const info = tf.backend_util.computeConv2DInfo(
    input,
    filter,
    attrs.pair('strides'),
    dilations,
    padding(call),
    rounding(call),
    depthwise,
  )
  return describe(info)
}

/** What a pooling's attributes mean for an input of this shape. */
export function poolingWindow(call: KernelCall, inputShape: readonly number[]): WindowInfo {
  const { attrs } = call
  rejectChannelsFirst(call)
  const [size, strides] = [attrs.pair('filterSize'), attrs.pair('strides')]
  return describe(
    tf.backend_util.computePool2DInfo(shape4D(inputShape), size, strides, 1, padding(call), rounding(call)),
  )
}

export function shape4D(shape: readonly number[]): Shape4D {
  if (shape.length !== 4) throw new UsageError(`expected a tensor of rank 4, not the shape [${shape}]`)
  return [shape[0], shape[1], shape[2], shape[3]]
}

type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>

function describe(info: Conv2DInfo): WindowInfo {
  const { top, bottom, left, right, type } = info.padInfo
  const window: [number, number] = [info.filterHeight, info.filterWidth]
  const pads: [number, number, number, number] = [
    top,
    Math.max(bottom, missing(info.outHeight, info.strideHeight, info.effectiveFilterHeight, info.inHeight + top)),
    left,
    Math.max(right, missing(info.outWidth, info.strideWidth, info.effectiveFilterWidth, info.inWidth + left)),
  ]
  const attrs: WindowAttributes = {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    padding: type === 'SAME' ? 'same' : pads.every(count => count === 0) ? 'valid' : 'explicit',
    pads,
  }
  return { attrs, shape: info.outShape, window }
}

/** What the last window needs beyond the padded input, when the size was rounded up. */
function missing(outputs: number, stride: number, window: number, available: number): number {
  return (outputs - 1) * stride + window - available
}

function padding(
  call: KernelCall,
): 'same' | 'valid' | number | [[number, number], [number, number], [number, number], [number, number]] {
  const pad = call.attrs.raw('pad')
  if (pad === 'same' || pad === 'valid' || typeof pad === 'number') return pad
  const [batch, rows, columns, channels] = call.attrs.pairs('pad')
  return [batch, rows, columns, channels]
}

function rounding({ attrs }: KernelCall): 'floor' | 'round' | 'ceil' | undefined {
  const mode = attrs.raw('dimRoundingMode')
  return mode === 'floor' || mode === 'round' || mode === 'ceil' ? mode : undefined
}

function rejectChannelsFirst(call: KernelCall): void {
  if (call.attrs.text('dataFormat', 'NHWC') === 'NHWC') return
  throw new UsageError(`${call.name} can be traced with its channels last only (dataFormat "NHWC")`)
}
