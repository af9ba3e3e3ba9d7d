import { EnvironmentError, UsageError } from '@dfpir/core'
import { type Pointer, viewMemory } from '@dfpir/wheels'
import type { CApi } from './native/c-api.js'

/** A dense tensor, row-major. `Uint8Array` holds booleans (0 or 1), or unsigned bytes if the graph expects them. */
export interface TensorValue {
  readonly shape: readonly number[]
  readonly data: Float32Array | Int32Array | Uint8Array
}

/** Numbers of the `TF_DataType`s that a {@link TensorValue} can hold. */
export const dataTypes = { float: 1, int32: 3, uint8: 4, bool: 10 } as const

const typeNames: Readonly<Record<number, string>> = {
  ...{ 1: 'float32', 2: 'float64', 3: 'int32', 4: 'uint8', 5: 'int16', 6: 'int8', 7: 'string', 9: 'int64' },
  ...{ 10: 'bool', 14: 'bfloat16', 19: 'float16', 20: 'resource' },
}

/** Returns the name of a `TF_DataType`. */
export function typeName(type: number): string {
  return typeNames[type] ?? `type ${type}`
}

/** Returns whether values of this `TF_DataType` can be fed and fetched. */
export function isCarried(type: number): boolean {
  return Object.values<number>(dataTypes).includes(type)
}

/** Returns whether a `TF_DataType` is fed from this kind of array. */
export function matchesType(data: TensorValue['data'], type: number): boolean {
  if (type === dataTypes.float) return data instanceof Float32Array
  if (type === dataTypes.int32) return data instanceof Int32Array
  return (type === dataTypes.uint8 || type === dataTypes.bool) && data instanceof Uint8Array
}

/** Copies a value into a new `TF_Tensor` of the given type, which the caller deletes. */
export function createTensor(api: CApi, type: number, { shape, data }: TensorValue): Pointer {
  const dimensions = BigInt64Array.from(shape, BigInt)
  const tensor = api.allocateTensor(type, dimensions, shape.length, data.byteLength)
  if (tensor === null) {
    throw new EnvironmentError(`not enough memory for a tensor [${shape.join(', ')}] of ${data.byteLength} bytes`)
  }
  viewMemory(api.tensorData(tensor), data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
  return tensor
}

/** Copies a `TF_Tensor` out. */
export function readTensor(api: CApi, tensor: Pointer): TensorValue {
  const shape = Array.from({ length: api.tensorRank(tensor) }, (_, index) => Number(api.tensorDimension(tensor, index)))
  const bytes = viewMemory(api.tensorData(tensor), api.tensorBytes(tensor)).slice()
  return { shape, data: typedArray(api.tensorType(tensor), bytes) }
}

function typedArray(type: number, bytes: Uint8Array<ArrayBuffer>): TensorValue['data'] {
  if (type === dataTypes.float) return new Float32Array(bytes.buffer)
  if (type === dataTypes.int32) return new Int32Array(bytes.buffer)
  if (isCarried(type)) return bytes
  throw new UsageError(`cannot fetch a ${typeName(type)} tensor: cast it in the graph`)
}
