import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { WindowAttributes } from '../operations/attributes.js'
import type { KernelCall } from '../trace/kernel.js'

export interface WindowInfo {
  readonly attrs: WindowAttributes
  /** The shape of the result, [B, H, W, C]. */
  readonly shape: readonly [number, number, number, number]
  readonly window: readonly [number, number]
}

/** Resolves a convolution's attributes for an input and a filter of these shapes. */
export function convolutionWindow(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
  depthwise: boolean,
): WindowInfo {
  const { attrs } = call
  rejectChannelsFirst(call)
  const [input, filter] = [shape4D(inputShape), shape4D(filterShape)]
  const [strides, dilations] = [attrs.pair('strides'), attrs.pair('dilations', 1)]
  return describe(
    call,
    tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, padding(call), rounding(call), depthwise),
  )
}

/** Resolves a pooling's attributes for an input of this shape. */
export function poolingWindow(call: KernelCall, inputShape: readonly number[]): WindowInfo {
  const { attrs } = call
  rejectChannelsFirst(call)
  const [size, strides] = [attrs.pair('filterSize'), attrs.pair('strides')]
  return describe(
    call,
    tf.backend_util.computePool2DInfo(shape4D(inputShape), size, strides, 1, padding(call), rounding(call)),
  )
}

export function shape4D(shape: readonly number[]): [number, number, number, number] {
  if (shape.length !== 4) throw new UsageError(`expected a tensor of rank 4, got shape [${shape}]`)
  return [shape[0], shape[1], shape[2], shape[3]]
}

type Conv2DInfo = ReturnType<typeof tf.backend_util.computeConv2DInfo>

function describe(call: KernelCall, info: Conv2DInfo): WindowInfo {
  const { top, bottom, left, right, type } = info.padInfo
  const rows = (info.outHeight - 1) * info.strideHeight + info.effectiveFilterHeight - info.inHeight - top
  const columns = (info.outWidth - 1) * info.strideWidth + info.effectiveFilterWidth - info.inWidth - left
  const pads: [number, number, number, number] = [
    top,
    endPadding(call, bottom, rows, info.strideHeight),
    left,
    endPadding(call, right, columns, info.strideWidth),
  ]
  const attrs: WindowAttributes = {
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
    padding: type === 'SAME' ? 'same' : pads.every(count => count === 0) ? 'valid' : 'explicit',
    pads,
  }
  return { attrs, shape: info.outShape, window: [info.filterHeight, info.filterWidth] }
}

/**
 * Returns the end padding that gives the same number of windows as in tfjs: what the last window needs if sizes are rounded
 * up or if tfjs treats a numeric padding as that of a square filter.
 */
function endPadding(call: KernelCall, given: number, needed: number, stride: number): number {
  const end = given >= needed && given < needed + stride ? given : needed
  if (end >= 0) return end
  throw new UsageError(`${call.name}: a numeric padding needs a square filter and square strides`, {
    hint: 'Set the padding of each side: [[0, 0], [top, bottom], [left, right], [0, 0]].',
  })
}

type Pair = [number, number]

function padding(call: KernelCall): 'same' | 'valid' | number | [Pair, Pair, Pair, Pair] {
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
  throw new UsageError(`${call.name} can be traced only with channels last (dataFormat "NHWC")`)
}
