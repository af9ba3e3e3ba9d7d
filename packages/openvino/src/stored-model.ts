/** Ends the bytes of a stored model that includes its ONNX model. */
const mark = new TextEncoder().encode('dfpir+onnx')

/** A stored model in two parts. */
export interface StoredModel {
  /** What OpenVINO exported. */
  readonly bytes: Uint8Array
  readonly onnx?: Uint8Array
}

/** Joins an exported model with its ONNX model: both, the second's length (uint64, little-endian), and a mark. */
export function packModel(bytes: Uint8Array, onnx: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(onnx.length))
  return Buffer.concat([bytes, onnx, length, mark])
}

/** Separates what {@link packModel} joined, without copying. */
export function unpackModel(stored: Uint8Array): StoredModel {
  const end = stored.length - mark.length - 8
  if (end < 0 || Buffer.compare(stored.subarray(end + 8), mark) !== 0) return { bytes: stored }
  const length = Number(Buffer.from(stored.buffer, stored.byteOffset + end).readBigUInt64LE())
  const start = Math.max(end - length, 0)
  return { bytes: stored.subarray(0, start), onnx: stored.subarray(start, end) }
}
