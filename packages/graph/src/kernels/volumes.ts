import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall } from '../trace/kernel.js'
import { shapeOf } from '../values.js'

/** How windows move along one axis of a volume. */
export interface Steps {
  readonly window: number
  readonly stride: number
  readonly dilation: number
  readonly outputs: number
  /** Positions to add before and after the axis, so that windows cover it exactly; negative to remove some. */
  readonly pads: readonly [before: number, after: number]
}

/** How windows move over the depth, height and width of a volume [B, D, H, W, C]. */
export interface VolumeWindows {
  readonly axes: readonly [depth: Steps, rows: Steps, columns: Steps]
  /** The shape of the result, [B, D, H, W, C]. */
  readonly shape: readonly number[]
}

export function convolutionWindows(
  call: KernelCall,
  inputShape: readonly number[],
  filterShape: readonly number[],
): VolumeWindows {
  const { attrs } = call
  const [input, filter] = [shape5D(inputShape), shape5D(filterShape)]
  const [strides, dilations] = [attrs.triple('strides'), attrs.triple('dilations', 1)]
  return describe(tf.backend_util.computeConv3DInfo(input, filter, strides, dilations, padding(call)))
}

export function poolingWindows(call: KernelCall, inputShape: readonly number[]): VolumeWindows {
  const { attrs } = call
  const [size, strides] = [attrs.triple('filterSize'), attrs.triple('strides')]
  const mode = attrs.raw('dimRoundingMode')
  const rounding = mode === 'round' || mode === 'ceil' ? mode : 'floor'
  return describe(
    tf.backend_util.computePool3DInfo(shape5D(inputShape), size, strides, 1, padding(call), rounding, 'NDHWC'),
  )
}

type Conv3DInfo = ReturnType<typeof tf.backend_util.computeConv3DInfo>

function describe(info: Conv3DInfo): VolumeWindows {
  const { padInfo, outShape } = info
  const depth = steps(info.inDepth, info.filterDepth, info.strideDepth, info.dilationDepth, info.outDepth)
  const rows = steps(info.inHeight, info.filterHeight, info.strideHeight, info.dilationHeight, info.outHeight)
  const columns = steps(info.inWidth, info.filterWidth, info.strideWidth, info.dilationWidth, info.outWidth)
  return { axes: [depth(padInfo.front), rows(padInfo.top), columns(padInfo.left)], shape: outShape }
}

const steps =
  (length: number, window: number, stride: number, dilation: number, outputs: number) =>
  (before: number): Steps => {
    const covered = (outputs - 1) * stride + (window - 1) * dilation + 1
    return { window, stride, dilation, outputs, pads: [before, covered - before - length] }
  }

/** Pads or crops a volume to the positions that windows cover. */
export function framed(call: KernelCall, x: GraphValue, { axes }: VolumeWindows, filling = 0): GraphValue {
  const shape = shapeOf(x)
  const around = [[0, 0], ...axes.map(({ pads }) => pads), [0, 0]]
  const begin = around.map(([before]) => Math.max(0, -before))
  const size = around.map(([, after], axis) => shape[axis] - begin[axis] - Math.max(0, -after))
  const cropped = call.run('Slice', { x }, { begin, size })
  const paddings = around.map(pads => pads.map(count => Math.max(0, count)))
  return call.run('PadV2', { x: cropped }, { paddings, constantValue: filling })
}

/** The derivative of {@link framed}: crops where it padded, and pads with zeros where it cropped. */
export function unframed(call: KernelCall, x: GraphValue, { axes, shape }: VolumeWindows): GraphValue {
  const inverse = axes.map(steps => ({ ...steps, pads: [-steps.pads[0], -steps.pads[1]] as const }))
  const [depth, rows, columns] = inverse
  return framed(call, x, { axes: [depth, rows, columns], shape })
}

function padding(call: KernelCall): 'same' | 'valid' | number {
  const pad = call.attrs.raw('pad')
  return pad === 'same' || pad === 'valid' ? pad : call.attrs.number('pad')
}

export function shape5D(shape: readonly number[]): [number, number, number, number, number] {
  if (shape.length !== 5) throw new UsageError(`expected a tensor of rank 5, got shape [${shape}]`)
  return [shape[0], shape[1], shape[2], shape[3], shape[4]]
}
