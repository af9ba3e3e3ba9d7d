/** Writes an embedding as text: base64 of its little-endian float32 numbers. */
export function embeddingText({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64')
}

/** Reads an embedding that {@link embeddingText} wrote; for other text, the complete numbers in its bytes. */
export function parseEmbedding(text: string): Float32Array {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'))
  return new Float32Array(bytes.buffer, 0, Math.floor(bytes.length / 4))
}
