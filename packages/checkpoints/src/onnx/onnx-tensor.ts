import type { ByteReader } from '../byte-reader.js'
import { type Dtype, dtypeSizes } from '../dtype.js'
import { elementCount, shapeText } from '../shape.js'
import type { TensorEntry } from '../tensor-entry.js'
import { type OnnxMessage, readMessage } from './onnx-message.js'

/** `TensorProto.DataType`. */
const dtypes = new Map<number, Dtype>([
  [1, 'F32'],
  [2, 'U8'],
  [3, 'I8'],
  [4, 'U16'],
  [5, 'I16'],
  [6, 'I32'],
  [7, 'I64'],
  [9, 'BOOL'],
  [10, 'F16'],
  [11, 'F64'],
  [12, 'U32'],
  [13, 'U64'],
  [16, 'BF16'],
])

/** Fields of `TensorProto`. */
const field = { dims: 1, dataType: 2, floats: 4, int32s: 5, int64s: 7, name: 8, raw: 9, doubles: 10, uint64s: 11 }
const external = { data: 13, location: 14 }

/**
 * Reads an initializer: its name and its numbers.
 *
 * @throws DataError with file and byte offset if it is inconsistent, has an unknown type, or is stored in another file
 */
export function readOnnxTensor(reader: ByteReader): [string, TensorEntry] {
  const message = readMessage(reader)
  const name = message.text(field.name)
  const fail = (what: string) => reader.fail(`the tensor ${JSON.stringify(name.slice(0, 80))} ${what}`, 0)
  if (message.bytes(external.data).length > 0 || message.numbers(external.location).some(Boolean)) {
    throw fail('is stored in another file, which is not supported')
  }
  const type = Number(message.numbers(field.dataType).at(-1) ?? 0n)
  const dtype = dtypes.get(type)
  if (dtype === undefined) throw fail(`is of type ${type}: expected numbers of up to 64 bits`)
  const shape = message.numbers(field.dims).map(Number)
  const count = elementCount(shape)
  if (count === undefined) throw fail(`has the shape ${shapeText(shape)}`)
  const data = tensorBytes(message, dtype)
  if (data.byteLength === count * dtypeSizes[dtype]) return [name, { dtype, shape, data }]
  throw fail(`${dtype} ${shapeText(shape)} has ${data.byteLength} bytes instead of ${count * dtypeSizes[dtype]}`)
}

/** The numbers are raw bytes, or a list whose kind depends on their type. */
function tensorBytes(message: OnnxMessage, dtype: Dtype): Uint8Array {
  const raw = message.bytes(field.raw)
  if (raw.length > 0) return raw.at(-1)!
  if (dtype === 'F32') return joined(message.bytes(field.floats))
  if (dtype === 'F64') return joined(message.bytes(field.doubles))
  const list = dtype === 'I64' ? field.int64s : dtype === 'U64' || dtype === 'U32' ? field.uint64s : field.int32s
  return littleEndian(message.numbers(list), dtypeSizes[dtype])
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 ? parts[0] : Buffer.concat(parts)
}

function littleEndian(values: readonly bigint[], size: number): Uint8Array {
  const bytes = new Uint8Array(values.length * size)
  const view = new DataView(bytes.buffer)
  values.forEach((value, index) => {
    if (size === 8) view.setBigInt64(index * 8, value, true)
    else
      for (let byte = 0; byte < size; byte++) bytes[index * size + byte] = Number((value >> BigInt(8 * byte)) & 0xffn)
  })
  return bytes
}
