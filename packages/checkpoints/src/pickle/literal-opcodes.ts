import { PickleFault } from './pickle-fault.js'
import type { Opcode, PickleMachine } from './pickle-machine.js'
import type { PickleValue } from './pickle-values.js'

/** The maximum length of an integer, in bytes or digits. */
const maxDigits = 256

/** Numbers, texts and bytes. */
export const literalOpcodes: [number, Opcode][] = [
  [0x4e, push(() => null)], // NONE
  [0x88, push(() => true)], // NEWTRUE
  [0x89, push(() => false)], // NEWFALSE
  [0x4a, push(({ reader }) => reader.i32())], // BININT
  [0x4b, push(({ reader }) => reader.u8())], // BININT1
  [0x4d, push(({ reader }) => reader.u16())], // BININT2
  [0x8a, push(machine => littleEndian(machine, machine.reader.u8()))], // LONG1
  [0x8b, push(machine => littleEndian(machine, machine.reader.i32()))], // LONG4
  [0x49, push(({ reader }) => intLine(reader.line(maxDigits)))], // INT
  [0x4c, push(({ reader }) => wholeNumber(reader.line(maxDigits).replace(/L$/, '')))], // LONG
  [0x46, push(({ reader }) => floatLine(reader.line(maxDigits)))], // FLOAT
  [0x47, push(({ reader }) => reader.f64BigEndian())], // BINFLOAT
  [0x56, push(({ reader }) => rawUnicode(reader.line(2 ** 16)))], // UNICODE
  [0x58, push(({ reader }) => reader.text(reader.u32()))], // BINUNICODE
  [0x8c, push(({ reader }) => reader.text(reader.u8()))], // SHORT_BINUNICODE
  [0x8d, push(({ reader }) => reader.text(reader.u64()))], // BINUNICODE8
  [0x54, push(({ reader }) => latin1(reader.take(reader.u32())))], // BINSTRING
  [0x55, push(({ reader }) => latin1(reader.take(reader.u8())))], // SHORT_BINSTRING
  [0x42, push(({ reader }) => reader.take(reader.u32()))], // BINBYTES
  [0x43, push(({ reader }) => reader.take(reader.u8()))], // SHORT_BINBYTES
  [0x8e, push(({ reader }) => reader.take(reader.u64()))], // BINBYTES8
  [0x96, push(({ reader }) => reader.take(reader.u64()))], // BYTEARRAY8
]

function push(read: (machine: PickleMachine) => PickleValue): Opcode {
  return machine => machine.push(read(machine))
}

/** A two's complement number, as a JavaScript number if that is exact. */
function littleEndian({ reader }: PickleMachine, length: number): number | bigint {
  if (length < 0 || length > maxDigits) throw new PickleFault(`a whole number of ${length} bytes is too long`)
  if (length === 0) return 0
  const hex = [...reader.take(length)].reverse().map(byte => byte.toString(16).padStart(2, '0'))
  return exact(BigInt.asIntN(8 * length, BigInt(`0x${hex.join('')}`)))
}

/** Protocol 0 writes booleans as `I00` and `I01`. */
function intLine(text: string): PickleValue {
  if (text === '00' || text === '01') return text === '01'
  return wholeNumber(text)
}

function wholeNumber(text: string): number | bigint {
  if (/^[+-]?\d+$/.test(text)) return exact(BigInt(text.replace(/^\+/, '')))
  throw new PickleFault(`${JSON.stringify(text.slice(0, 40))} is not a whole number`)
}

function exact(value: bigint): number | bigint {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

function floatLine(text: string): number {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  if (/^[+-]?inf$/.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^[+-]?nan$/.test(text)) return Number.NaN
  throw new PickleFault(`${JSON.stringify(text.slice(0, 40))} is not a number`)
}

/** `raw-unicode-escape`: \uXXXX and \UXXXXXXXX. */
function rawUnicode(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})|\\U([0-9a-f]{8})/gi, (_, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16)
    if (code > 0x10ffff) throw new PickleFault(`U+${code.toString(16)} is not a character`)
    return String.fromCodePoint(code)
  })
}

/** A text that Python 2 wrote. */
function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
