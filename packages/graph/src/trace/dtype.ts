import { UsageError } from '@dfpir/core'
import type { GraphDType } from '../ir.js'

/** Returns the graph's element type. @throws UsageError for complex numbers and strings */
export function graphDType(dtype: string): GraphDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new UsageError(`a graph supports float32, int32 and bool tensors, got ${dtype}`)
}
