import type { Float32Tensor } from '@dfpir/core'
import { NativeWords, type Pointer, viewMemory } from '@dfpir/wheels'
import type { CApi } from './c-api.js'
import { float32 } from './ports.js'
import { check, take } from './status.js'

const writing = { what: 'make a tensor', blame: 'usage' } as const
const reading = { what: 'read a tensor', blame: 'usage' } as const

/** Copies a value into a new `ov_tensor_t`, which the caller frees. */
export function createTensor(api: CApi, { shape, data }: Float32Tensor): Pointer {
  using extents = new NativeWords(shape.length)
  for (const [axis, extent] of shape.entries()) extents.set(axis, BigInt(extent))
  const dims = { rank: shape.length, dims: extents.address }
  const tensor = take(api, writing, out => api.createTensor(float32, dims, out))
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
  dataOf(api, tensor, data.byteLength).set(bytes)
  return tensor
}

/** Copies an `ov_tensor_t` out. */
export function readTensor(api: CApi, tensor: Pointer): Float32Tensor {
  const shape = shapeOf(api, tensor)
  const length = Number(take(api, reading, out => api.tensorBytes(tensor, out)))
  return { shape, data: new Float32Array(dataOf(api, tensor, length).slice().buffer) }
}

/** An `ov_shape_t` is [rank, pointer to the extents]. */
function shapeOf(api: CApi, tensor: Pointer): number[] {
  using words = new NativeWords(2)
  check(api, reading, api.tensorShape(tensor, words.address))
  const bytes = viewMemory(words.get(1), Number(words.get(0)) * 8)
  const shape = Array.from(new BigInt64Array(bytes.slice().buffer), Number)
  api.freeShape(words.address)
  return shape
}

/** Returns a tensor's bytes without copying. Do not use them after the tensor is freed. */
function dataOf(api: CApi, tensor: Pointer, bytes: number): Uint8Array {
  return bytes === 0
    ? new Uint8Array(0)
    : viewMemory(
        take(api, reading, out => api.tensorData(tensor, out)),
        bytes,
      )
}
