import { UsageError } from '@dfpir/core'
import { type DeviceChoice, parseDevice } from './device.js'

export interface SessionOptions {
  /**
   * Number of threads of one operation.
   *
   * @default one per core
   */
  readonly threads?: number
  /**
   * Number of operations that may run at once.
   *
   * @default the value of `threads`
   */
  readonly interOpThreads?: number
  /**
   * Whether oneDNN may compute convolutions and products in bfloat16, if the processor supports it.
   *
   * @default false
   */
  readonly bf16?: boolean
  /**
   * Where operations run. `cuda` and `cuda:N` place every operation on that card if it has a kernel there, and the others on
   * the processor. Memory of a card is taken as it is needed.
   *
   * @default 'auto'
   */
  readonly device?: DeviceChoice
  /**
   * Whether cards may compute convolutions and products in float16 (TensorFlow's automatic mixed precision), with variables
   * in float32. Small gradients vanish unless the loss is scaled, see `lossScale` of `traceTrainingStep`.
   *
   * @default false
   */
  readonly f16?: boolean
  /**
   * Whether TensorFlow may rewrite a graph (Grappler) before its first run, which takes seconds for a training step. bf16
   * and f16 need it.
   *
   * @default true
   */
  readonly rewrite?: boolean
}

/**
 * Serializes TensorFlow's `ConfigProto` (tensorflow/core/protobuf/config.proto).
 *
 * @throws UsageError if a thread count is not a positive whole number, for an unknown device, and for bf16 or f16 without
 * rewriting.
 */
export function sessionConfig(options: SessionOptions = {}): Uint8Array {
  const threads = threadCount('threads', options.threads)
  const interOpThreads = threadCount('interOpThreads', options.interOpThreads ?? options.threads)
  const { bf16 = false, f16 = false, rewrite = true } = options
  const device = parseDevice(options.device ?? 'auto')
  if ((bf16 || f16) && !rewrite) {
    throw new UsageError(`${bf16 ? 'bf16' : 'f16'} needs graph rewriting: omit rewrite: false`)
  }
  const rewriteOptions = [
    ...(f16 ? varintField(23, 1) : []), // auto_mixed_precision: ON
    ...(bf16 ? varintField(31, 1) : []), // auto_mixed_precision_onednn_bfloat16: ON
    ...(rewrite ? [] : varintField(19, 1)), // disable_meta_optimizer
  ]
  const noGpu = [...messageField(1, [...new TextEncoder().encode('GPU')]), ...varintField(2, 0)]
  return Uint8Array.from([
    ...(device === 'cpu' ? messageField(1, noGpu) : []), // device_count
    ...varintField(2, threads), // intra_op_parallelism_threads
    ...varintField(5, interOpThreads), // inter_op_parallelism_threads
    ...messageField(6, varintField(4, 1)), // gpu_options.allow_growth
    ...varintField(7, 1), // allow_soft_placement
    ...varintField(9, 1), // use_per_session_threads
    ...messageField(10, messageField(10, rewriteOptions)), // graph_options.rewrite_options
  ])
}

/** Returns a checked thread count; 0 lets TensorFlow choose. */
function threadCount(name: string, count = 0): number {
  if (Number.isInteger(count) && count >= 0 && count < 2 ** 15) return count
  throw new UsageError(`${name} must be a whole number from 1, got ${count}`)
}

function varintField(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)]
}

function messageField(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content]
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)]
}
