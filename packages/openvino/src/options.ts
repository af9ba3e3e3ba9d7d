import { UsageError } from '@dfpir/core'
import type { NativeProperty } from './c-api.js'

export interface OpenvinoOptions {
  /**
   * Threads of a run.
   *
   * @default as OpenVINO chooses, usually one per core
   */
  readonly threads?: number
  /**
   * What convolutions and products compute in; inputs and outputs stay float32. `bf16` is float32 on processors that have
   * no instructions for it.
   *
   * @default 'f32'
   */
  readonly precision?: 'f32' | 'bf16'
}

/**
 * OpenVINO's properties (`openvino/runtime/properties.hpp`) for one run at a time, as fast as it can be.
 *
 * @throws UsageError when the thread count is not a positive whole number or the precision is unknown.
 */
export function modelProperties({ threads, precision = 'f32' }: OpenvinoOptions): NativeProperty[] {
  if (threads !== undefined && !(Number.isInteger(threads) && threads >= 1 && threads < 2 ** 15)) {
    throw new UsageError(`threads must be a whole number of threads from 1, not ${threads}`)
  }
  if (!['f32', 'bf16'].includes(precision)) throw new UsageError(`precision must be f32 or bf16, not ${precision}`)
  return [
    { key: 'PERFORMANCE_HINT', value: 'LATENCY' },
    { key: 'NUM_STREAMS', value: '1' },
    { key: 'INFERENCE_PRECISION_HINT', value: precision },
    { key: 'INFERENCE_NUM_THREADS', value: String(threads ?? 0) }, // 0 is OpenVINO's own choice
  ]
}
