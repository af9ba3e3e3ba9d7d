import type { FileHandle } from 'node:fs/promises'

/** Bytes with random access, in a file or in memory. */
export interface ByteSource {
  readonly size: number
  /** Returns fewer bytes than requested if the source ends. */
  read(start: number, length: number): Promise<Uint8Array>
}

export function byteSourceOf(data: Uint8Array): ByteSource {
  return { size: data.length, read: async (start, length) => data.subarray(start, start + length) }
}

export async function byteSourceOfFile(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat()
  return {
    size,
    async read(start, length) {
      const wanted = Math.max(0, Math.min(length, size - start))
      const { buffer, bytesRead } = await file.read(new Uint8Array(wanted), 0, wanted, start)
      return buffer.subarray(0, bytesRead)
    },
  }
}

/** A view of some bytes for reading numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes as text, each one a character. */
export function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
