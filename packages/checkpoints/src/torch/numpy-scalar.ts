import { PickleFault } from '../pickle/pickle-fault.js'
import { NumpyType, type PickleValue } from '../pickle/pickle-values.js'

const readers: Readonly<Record<string, (view: DataView) => number | bigint | boolean>> = {
  f8: view => view.getFloat64(0, true),
  f4: view => view.getFloat32(0, true),
  i8: view => smaller(view.getBigInt64(0, true)),
  u8: view => smaller(view.getBigUint64(0, true)),
  i4: view => view.getInt32(0, true),
  u4: view => view.getUint32(0, true),
  i2: view => view.getInt16(0, true),
  u2: view => view.getUint16(0, true),
  i1: view => view.getInt8(0),
  u1: view => view.getUint8(0),
  b1: view => view.getUint8(0) !== 0,
}

/**
 * Reads a numpy number, such as the best PSNR so far, from its type and its bytes.
 *
 * @throws PickleFault for anything else
 */
export function numpyScalar([type, bytes]: readonly PickleValue[]): PickleValue {
  const read = type instanceof NumpyType && Object.hasOwn(readers, type.code) ? readers[type.code] : undefined
  if (read === undefined || !(bytes instanceof Uint8Array) || bytes.length !== size(type)) {
    throw new PickleFault('a numpy scalar is not a number')
  }
  return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
}

function size(type: PickleValue): number {
  return type instanceof NumpyType ? Number(type.code.slice(1)) : 0
}

function smaller(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}
