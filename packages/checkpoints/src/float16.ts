let table: Float32Array | undefined

/** The value of every 16-bit pattern of IEEE 754 binary16, computed once on first use. */
function halfValues(): Float32Array {
  table ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfValue(bits))
  return table
}

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >>> 10) & 0x1f
  const mantissa = bits & 0x3ff
  if (exponent === 0) return sign * mantissa * 2 ** -24
  if (exponent === 31) return mantissa ? Number.NaN : sign * Number.POSITIVE_INFINITY
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15)
}

/** Widens binary16 bit patterns to float32, exactly. */
export function decodeFloat16(bits: Uint16Array): Float32Array {
  const values = halfValues()
  const result = new Float32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = values[bits[i]]
  return result
}

/** Widens bfloat16 bit patterns (the upper halves of float32) to float32, exactly. */
export function decodeBfloat16(bits: Uint16Array): Float32Array {
  const result = new Uint32Array(bits.length)
  for (let i = 0; i < bits.length; i++) result[i] = bits[i] << 16
  return new Float32Array(result.buffer)
}

/** Rounds float32 to binary16 bit patterns: to nearest, ties to even; beyond 65504 to infinity; NaN stays NaN. */
export function encodeFloat16(values: Float32Array): Uint16Array {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length)
  const result = new Uint16Array(values.length)
  for (let i = 0; i < words.length; i++) result[i] = halfBits(words[i], values[i])
  return result
}

/** The binary16 pattern of one float32, given as its bits and its value. */
function halfBits(word: number, value: number): number {
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude > 0x7f800000) return sign | 0x7e00 // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00 // 65520 and more
  if (magnitude < 0x38800000) return sign | roundHalfEven(Math.abs(value) * 2 ** 24) // below 2⁻¹⁴: subnormal
  return sign | ((magnitude + 0xfff + ((magnitude >>> 13) & 1) - 0x38000000) >>> 13)
}

function roundHalfEven(value: number): number {
  const down = Math.floor(value)
  const rest = value - down
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down
}
