import type { Dtype } from '../dtype.js'

/** The element type of a storage; `undefined` for bytes whose type only their tensors define. */
export type StorageType = Dtype | undefined

export interface TorchStorageOptions {
  readonly type: StorageType
  /** Its name in the file. */
  readonly key: string
  /** The number of elements, or of bytes if it has no type. */
  readonly count: number
}

/** The memory of one or more tensors. In the legacy format, its bytes follow the pickle. */
export class TorchStorage {
  readonly type: StorageType
  readonly key: string
  readonly count: number
  bytes: Uint8Array | undefined

  constructor({ type, key, count }: TorchStorageOptions) {
    this.type = type
    this.key = key
    this.count = count
  }
}
