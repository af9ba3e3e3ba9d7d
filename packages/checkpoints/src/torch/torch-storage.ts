import type { Dtype } from '../dtype.js'

/** What a storage's numbers are; `undefined` for bytes that only their tensors give a type. */
export type StorageType = Dtype | undefined

export interface TorchStorageOptions {
  readonly type: StorageType
  /** Its name in the file. */
  readonly key: string
  /** How many numbers it has; bytes where it has no type. */
  readonly count: number
}

/** The memory that one or more tensors look at. In the legacy format its bytes come after the pickle. */
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
