import { type Dtype, dtypeSizes } from '../dtype.js'
import { PickleFault } from '../pickle/pickle-fault.js'
import { elementCount, shapeText } from '../shape.js'
import type { TensorEntry } from '../tensor-entry.js'
import type { TorchStorage } from './torch-storage.js'

export interface TorchTensorOptions {
  readonly storage: TorchStorage
  readonly dtype: Dtype
  /** The offset of its first element in the storage, in elements. */
  readonly offset: number
  readonly shape: readonly number[]
  /** The distance between neighbours along each axis, in elements. */
  readonly strides: readonly number[]
  /** The offset in the pickle where it is created. */
  readonly at: number
}

/** A strided view of a storage, as described in a file. */
export class TorchTensor {
  readonly at: number
  /** Its size in bytes as a contiguous tensor. */
  readonly byteLength: number
  private readonly options: TorchTensorOptions
  private readonly count: number

  /** @throws PickleFault if shape and strides do not describe a tensor within its storage */
  constructor(options: TorchTensorOptions) {
    const { shape, strides, dtype, at } = options
    const count = elementCount(shape)
    if (count === undefined || elementCount(strides.map(stride => Math.min(stride, 1))) === undefined) {
      throw new PickleFault(`a tensor has the shape ${shapeText(shape)} and the strides ${shapeText(strides)}`)
    }
    if (shape.length !== strides.length) throw new PickleFault('a tensor has more sizes than strides, or fewer')
    this.at = at
    this.options = options
    this.count = count
    this.byteLength = count * dtypeSizes[dtype]
    checkBounds(options, count)
  }

  /** True if its elements are contiguous in the storage. */
  get isContiguous(): boolean {
    const { shape, strides } = this.options
    let expected = 1
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] !== 1 && strides[axis] !== expected) return false
      expected *= shape[axis]
    }
    return true
  }

  /** Converts it to a contiguous entry. A contiguous tensor shares the storage's memory. */
  toEntry(): TensorEntry {
    const { dtype, shape, storage, offset } = this.options
    if (this.count === 0) return { dtype, shape, data: new Uint8Array(0) }
    if (storage.bytes === undefined) throw new PickleFault(`the storage ${JSON.stringify(storage.key)} has no bytes`)
    const size = dtypeSizes[dtype]
    if (!this.isContiguous) return { dtype, shape, data: this.gather(storage.bytes) }
    return { dtype, shape, data: storage.bytes.subarray(offset * size, (offset + this.count) * size) }
  }

  /** Copies element by element, with the last axis fastest. */
  private gather(bytes: Uint8Array): Uint8Array {
    const { dtype, shape, strides, offset } = this.options
    const size = dtypeSizes[dtype]
    const data = new Uint8Array(this.byteLength)
    const position = shape.map(() => 0)
    let source = offset
    for (let target = 0; target < data.length; target += size) {
      for (let byte = 0; byte < size; byte++) data[target + byte] = bytes[source * size + byte]
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        source += strides[axis]
        if (++position[axis] < shape[axis]) break
        source -= strides[axis] * shape[axis]
        position[axis] = 0
      }
    }
    return data
  }
}

function checkBounds({ storage, dtype, offset, shape, strides }: TorchTensorOptions, count: number): void {
  if (!Number.isSafeInteger(offset) || offset < 0) throw new PickleFault(`a tensor starts at ${offset} in its storage`)
  const held = storage.type === undefined ? Math.floor(storage.count / dtypeSizes[dtype]) : storage.count
  const reach = shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], offset + 1)
  const end = count === 0 ? offset : reach
  if (Number.isSafeInteger(end) && end <= held) return
  throw new PickleFault(`a tensor of shape ${shapeText(shape)} extends to element ${end} of a storage of ${held}`)
}
