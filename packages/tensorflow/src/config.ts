import { UsageError } from '@dfpir/core'

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
   * Whether operations may run on NVIDIA cards, if the library was built for them.
   *
   * @default true
   */
  readonly gpu?: boolean
  /**
   * Whether TensorFlow may rewrite a graph (Grappler) before its first run, which takes seconds for a training step. bf16
   * needs it.
   *
   * @default true
   */
  readonly rewrite?: boolean
}

/**
 * Serializes TensorFlow's `ConfigProto` (tensorflow/core/protobuf/config.proto).
 *
 * @throws UsageError if a thread count is not a positive whole number, and for bf16 without rewriting.
 */
export function sessionConfig(options: SessionOptions = {}): Uint8Array {
  const threads = threadCount('threads', options.threads)
  const interOpThreads = threadCount('interOpThreads', options.interOpThreads ?? options.threads)
  const { bf16 = false, rewrite = true } = options
  if (bf16 && !rewrite) throw new UsageError('bf16 needs graph rewriting: omit rewrite: false')
  const rewriteOptions = [
    ...(bf16 ? varintField(31, 1) : []), // auto_mixed_precision_onednn_bfloat16: ON
    ...(rewrite ? [] : varintField(19, 1)), // disable_meta_optimizer
  ]
  const noGpu = [...messageField(1, [...new TextEncoder().encode('GPU')]), ...varintField(2, 0)]
  return Uint8Array.from([
    ...(options.gpu === false ? messageField(1, noGpu) : []), // device_count
    ...varintField(2, threads), // intra_op_parallelism_threads
    ...varintField(5, interOpThreads), // inter_op_parallelism_threads
    ...messageField(6, varintField(4, 1)), // gpu_options.allow_growth
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
