import { type Dtype, dtypeSizes } from '../dtype.js'
import { PickleFault } from '../pickle/pickle-fault.js'
import { elementCount, shapeText } from '../shape.js'
import type { TensorEntry } from '../tensor-entry.js'
import type { TorchStorage } from './torch-storage.js'

export interface TorchTensorOptions {
  readonly storage: TorchStorage
  readonly dtype: Dtype
  /** Where its first number lies in the storage, in numbers. */
  readonly offset: number
  readonly shape: readonly number[]
  /** How far apart neighbours lie along each axis, in numbers. */
  readonly strides: readonly number[]
  /** Where it is made in the pickle. */
  readonly at: number
}

/** A strided view on a storage, as a file describes it. */
export class TorchTensor {
  readonly at: number
  /** Its size in bytes once it is contiguous. */
  readonly byteLength: number
  private readonly options: TorchTensorOptions
  private readonly count: number

  /** @throws PickleFault when shape and strides make no tensor that lies within its storage. */
  constructor(options: TorchTensorOptions) {
    const { shape, strides, dtype, at } = options
    const count = elementCount(shape)
    if (count === undefined || elementCount(strides.map(stride => Math.min(stride, 1))) === undefined) {
      throw new PickleFault(`a tensor of shape ${shapeText(shape)} and strides ${shapeText(strides)}`)
    }
    if (shape.length !== strides.length) throw new PickleFault('a tensor has more sizes than strides, or fewer')
    this.at = at
    this.options = options
    this.count = count
    this.byteLength = count * dtypeSizes[dtype]
    checkBounds(options, count)
  }

  /** True when its numbers lie one after the other in the storage. */
  get isContiguous(): boolean {
    const { shape, strides } = this.options
    let expected = 1
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (shape[axis] !== 1 && strides[axis] !== expected) return false
      expected *= shape[axis]
    }
    return true
  }

  /** The tensor as it is stored elsewhere: contiguous; one that is so already shares the storage's memory. */
  toEntry(): TensorEntry {
    const { dtype, shape, storage, offset } = this.options
    if (this.count === 0) return { dtype, shape, data: new Uint8Array(0) }
    if (storage.bytes === undefined) throw new PickleFault(`the storage ${JSON.stringify(storage.key)} has no bytes`)
    const size = dtypeSizes[dtype]
    if (!this.isContiguous) return { dtype, shape, data: this.gather(storage.bytes) }
    return { dtype, shape, data: storage.bytes.subarray(offset * size, (offset + this.count) * size) }
  }

  /** Copies number by number, the last axis fastest. */
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
  if (!Number.isSafeInteger(offset) || offset < 0) throw new PickleFault(`a tensor begins at ${offset} of its storage`)
  const held = storage.type === undefined ? Math.floor(storage.count / dtypeSizes[dtype]) : storage.count
  const reach = shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis], offset + 1)
  const end = count === 0 ? offset : reach
  if (Number.isSafeInteger(end) && end <= held) return
  throw new PickleFault(`a tensor of shape ${shapeText(shape)} reaches to number ${end} of a storage of ${held}`)
}
