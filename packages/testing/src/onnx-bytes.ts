import { bytes } from './pickle-bytes.js'

/** Encodes a whole number as in protocol buffers. */
export function varint(value: number | bigint): Uint8Array {
  const parts: number[] = []
  let rest = BigInt.asUintN(64, BigInt(value))
  for (; rest > 0x7fn; rest >>= 7n) parts.push(Number(rest & 0x7fn) | 0x80)
  return bytes(...parts, Number(rest))
}

/** Encodes a field with a whole number. */
export function number(id: number, value: number | bigint): Uint8Array {
  return bytes(varint(id * 8), varint(value))
}

/** Encodes a field with a text, bytes or a message. */
export function message(id: number, ...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const content = bytes(...parts)
  return bytes(varint(id * 8 + 2), varint(content.length), content)
}

/** Encodes an ONNX file with only initializers (`TensorProto` messages) and the metadata `{k: 'v'}`. */
export function model(...tensors: readonly Uint8Array[]): Uint8Array {
  const graph = tensors.map(tensor => message(5, tensor))
  return bytes(number(1, 9), message(7, ...graph), message(14, message(1, 'k'), message(2, 'v')))
}
