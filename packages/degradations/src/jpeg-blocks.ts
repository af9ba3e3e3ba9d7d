import type { Plane } from '@dfpir/images'

/** The basis of the discrete cosine transform: row u is c(u)/2·cos((2x + 1)·u·π/16), c(0) = 1/√2, else 1. */
const basis = Float64Array.from({ length: 64 }, (_, place) => {
  const u = Math.floor(place / 8)
  const x = place % 8
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16)
})

const transposed = basis.map((_, place) => basis[(place % 8) * 8 + Math.floor(place / 8)])

/**
 * Simulates the coding of a plane of samples 0 … 255 whose sides are multiples of 8: transforms every block of 8×8,
 * rounds its coefficients to multiples of the table's steps, and transforms it back to whole samples 0 … 255.
 */
export function codeBlocks({ width, height, data }: Plane, steps: readonly number[]): Plane {
  const coded = new Float32Array(data.length)
  const block = new Float64Array(64)
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      const start = y * width + x
      for (let i = 0; i < 64; i++) block[i] = data[start + (i >> 3) * width + (i & 7)] - 128
      codeBlock(block, steps)
      for (let i = 0; i < 64; i++) {
        coded[start + (i >> 3) * width + (i & 7)] = Math.min(Math.max(Math.round(block[i] + 128), 0), 255)
      }
    }
  }
  return { width, height, data: coded }
}

const half = new Float64Array(64)

function codeBlock(block: Float64Array, steps: readonly number[]): void {
  multiply(basis, block, half)
  multiply(half, transposed, block)
  for (let i = 0; i < 64; i++) block[i] = Math.round(block[i] / steps[i]) * steps[i]
  multiply(transposed, block, half)
  multiply(half, basis, block)
}

/** c ← a·b, of matrices of 8×8. */
function multiply(a: Float64Array, b: Float64Array, c: Float64Array): void {
  for (let row = 0; row < 64; row += 8) {
    for (let column = 0; column < 8; column++) {
      let sum = 0
      for (let i = 0; i < 8; i++) sum += a[row + i] * b[i * 8 + column]
      c[row + column] = sum
    }
  }
}
