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
  const depth = {
    window: info.filterDepth,
    stride: info.strideDepth,
    dilation: info.dilationDepth,
    outputs: info.outDepth,
  }
  const rows = {
    window: info.filterHeight,
    stride: info.strideHeight,
    dilation: info.dilationHeight,
    outputs: info.outHeight,
  }
  const columns = {
    window: info.filterWidth,
    stride: info.strideWidth,
    dilation: info.dilationWidth,
    outputs: info.outWidth,
  }
  return {
    axes: [
      { ...depth, pads: padsOf(depth, info.inDepth, padInfo.front) },
      { ...rows, pads: padsOf(rows, info.inHeight, padInfo.top) },
      { ...columns, pads: padsOf(columns, info.inWidth, padInfo.left) },
    ],
    shape: outShape,
  }
}

function padsOf(steps: Omit<Steps, 'pads'>, length: number, before: number): Steps['pads'] {
  const { window, stride, dilation, outputs } = steps
  const covered = (outputs - 1) * stride + (window - 1) * dilation + 1
  return [before, covered - before - length]
}

/** The shape of a volume after {@link framed}. */
export function framedShape(shape: readonly number[], { axes }: VolumeWindows): number[] {
  const added = [0, ...axes.map(({ pads: [before, after] }) => before + after), 0]
  return shape.map((length, axis) => length + added[axis])
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
  const [depth, rows, columns] = axes.map(steps => ({ ...steps, pads: [-steps.pads[0], -steps.pads[1]] as const }))
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
