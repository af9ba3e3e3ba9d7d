import { UsageError } from '@dfpir/core'
import type { NativeProperty } from './c-api.js'

export interface OpenvinoOptions {
  /**
   * Number of threads of a run.
   *
   * @default chosen by OpenVINO, usually one per core
   */
  readonly threads?: number
  /**
   * Precision of convolutions and products. Inputs and outputs stay float32. `bf16` means float32 on processors without
   * instructions for it.
   *
   * @default 'f32'
   */
  readonly precision?: 'f32' | 'bf16'
}

/**
 * Returns OpenVINO's properties (`openvino/runtime/properties.hpp`) for one run at a time with minimal latency.
 *
 * @throws UsageError if the thread count is not a positive whole number or the precision is unknown.
 */
export function modelProperties({ threads, precision = 'f32' }: OpenvinoOptions): NativeProperty[] {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads < 2 ** 15)) {
    throw new UsageError(`threads must be a whole number from 1, got ${threads}`)
  }
  if (!['f32', 'bf16'].includes(precision)) throw new UsageError(`precision must be f32 or bf16, got ${precision}`)
  return [
    { key: 'PERFORMANCE_HINT', value: 'LATENCY' },
    { key: 'NUM_STREAMS', value: '1' },
    { key: 'INFERENCE_PRECISION_HINT', value: precision },
    { key: 'INFERENCE_NUM_THREADS', value: String(threads ?? 0) }, // 0 is OpenVINO's own choice
  ]
}
