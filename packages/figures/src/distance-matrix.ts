import type { FigurePart } from './figure-spec.js'

export interface DistanceMatrixOptions {
  /** In points. */
  readonly height: number
  /** Whether it is the column's first matrix, which has a title; only the last one has an axis title. */
  readonly first: boolean
  readonly last: boolean
}

/** The width of a number, in points. */
const cellWidth = 28

/**
 * Kendall's distances between all pairs of orders as a heat map with numbers. Rows and columns are numbered from 1.
 * Colours are clipped at 0.5, about the distance of unrelated orders.
 */
export function distanceMatrix(
  distances: readonly (readonly number[])[],
  { height, first, last }: DistanceMatrixOptions,
): FigurePart {
  const axis = { title: null, ticks: false, domain: false, labelAngle: 0 }
  return {
    ...(first && { title: 'Kendall distance' }),
    data: { values: distances.flatMap((row, a) => row.map((distance, b) => cell(a, b, distance))) },
    width: distances.length * cellWidth,
    height,
    encoding: {
      x: { field: 'b', type: 'nominal', sort: null, axis: { ...axis, title: last ? 'prompt' : null, labelPadding: 5 } },
      y: { field: 'a', type: 'nominal', sort: null, axis },
    },
    layer: [
      { mark: 'rect', encoding: { color } },
      { mark: { type: 'text', fontSize: 8 }, encoding: numbers },
    ],
  }
}

function cell(a: number, b: number, distance: number) {
  return { a: `${a + 1}`, b: `${b + 1}`, distance, text: distance === 0 ? '0' : distance.toFixed(3) }
}

const color = {
  field: 'distance',
  type: 'quantitative',
  scale: { scheme: 'blues', domain: [0, 0.5], clamp: true },
  legend: {
    title: 'distance of two orders',
    orient: 'bottom',
    direction: 'horizontal',
    values: [0, 0.5],
    labelExpr: "datum.value === 0 ? '0, the same' : '0.5, unrelated'",
    gradientLength: 160,
  },
} as const

const numbers = {
  text: { field: 'text', type: 'nominal' },
  color: { condition: { test: 'datum.distance > 0.36', value: 'white' }, value: 'black' },
} as const
