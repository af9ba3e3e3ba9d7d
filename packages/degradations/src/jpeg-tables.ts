/** Steps of the 64 coefficients of brightness, row by row: ITU-T T.81, table K.1. */
const luma = [
  ...[16, 11, 10, 16, 24, 40, 51, 61],
  ...[12, 12, 14, 19, 26, 58, 60, 55],
  ...[14, 13, 16, 24, 40, 57, 69, 56],
  ...[14, 17, 22, 29, 51, 87, 80, 62],
  ...[18, 22, 37, 56, 68, 109, 103, 77],
  ...[24, 35, 55, 64, 81, 104, 113, 92],
  ...[49, 64, 78, 87, 103, 121, 120, 101],
  ...[72, 92, 95, 98, 112, 100, 103, 99],
]

/** Steps of the coefficients of colour: table K.2. */
const chroma = [
  ...[17, 18, 24, 47, 99, 99, 99, 99],
  ...[18, 21, 26, 66, 99, 99, 99, 99],
  ...[24, 26, 56, 99, 99, 99, 99, 99],
  ...[47, 66, 99, 99, 99, 99, 99, 99],
  ...Array<number>(32).fill(99),
]

/** Quantisation tables: the step that each of 8×8 coefficients is rounded to. */
export interface JpegTables {
  readonly luma: readonly number[] // [8 * 8]
  readonly chroma: readonly number[] // [8 * 8]
}

/**
 * The tables for a quality of 1 … 100, scaled as in the Independent JPEG Group's library, which nearly all encoders
 * follow: by 5000/quality percent below 50, by 200 − 2·quality from there on.
 */
export function jpegTables(quality: number): JpegTables {
  const percent = quality < 50 ? Math.floor(5000 / quality) : 200 - 2 * quality
  const scaled = (step: number) => Math.min(Math.max(Math.floor((step * percent + 50) / 100), 1), 255)
  return { luma: luma.map(scaled), chroma: chroma.map(scaled) }
}
