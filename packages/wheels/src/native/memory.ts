import koffi from 'koffi'

/** An address in native memory; koffi gives `null` for C's NULL. */
export type Pointer = bigint

/** A view of the bytes at an address. It is valid only as long as the native memory: never let it escape. */
export function viewMemory(address: Pointer | null, bytes: number): Uint8Array {
  return address === null || bytes === 0 ? new Uint8Array(0) : new Uint8Array(koffi.view(address, bytes))
}

/** 8-byte words outside V8's heap, at an address that stays while a call on another thread uses it, until `dispose`. */
export class NativeWords implements Disposable {
  readonly address: Pointer
  private readonly words: BigUint64Array
  private disposed = false

  constructor(readonly length: number) {
    this.address = koffi.alloc('uint64_t', Math.max(length, 1))
    this.words = new BigUint64Array(koffi.view(this.address, Math.max(length, 1) * 8)).fill(0n)
  }

  /** The address of a word. */
  at(index: number): Pointer {
    return this.address + BigInt(index) * 8n
  }

  get(index: number): bigint {
    return this.words[index]
  }

  set(index: number, value: bigint): void {
    this.words[index] = value
  }

  /** Frees the memory. A second call does nothing. */
  dispose(): void {
    if (!this.disposed) koffi.free(this.address)
    this.disposed = true
  }

  [Symbol.dispose](): void {
    this.dispose()
  }
}
