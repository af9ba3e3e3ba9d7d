import { UsageError } from '@dfpir/core'
import type { GraphDType } from '../ir.js'

/** The element type as a graph names it. Throws a {@link UsageError} for complex numbers and strings. */
export function graphDType(dtype: string): GraphDType {
  if (dtype === 'float32' || dtype === 'int32' || dtype === 'bool') return dtype
  throw new UsageError(`a graph carries float32, int32 and bool tensors, not ${dtype}`)
}
