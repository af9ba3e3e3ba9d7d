import fc from 'fast-check'
import { type AxisPlan, planTiles, type TileLimit } from './plan-tiles.js'
import { featherWeights } from './residual-band.js'

const sizes = { width: fc.integer({ min: 1, max: 700 }), height: fc.integer({ min: 1, max: 700 }) }
const limit: fc.Arbitrary<TileLimit> = fc.oneof(
  fc.constant<TileLimit>('off'),
  fc.integer({ min: 1, max: 800 }),
  fc.integer({ min: 64, max: 300_000 }).map(area => ({ area })),
)
const multipleOf = fc.constantFrom(8, 16, 32)
const overlap = fc.integer({ min: 0, max: 64 })

/** Each sample's sum of weights over the tiles that hold it; 0 where no tile does. */
function coverage(axis: AxisPlan, length: number, common: number): Float64Array {
  const sums = new Float64Array(length)
  const weights = featherWeights(axis, common)
  axis.starts.forEach((start, tile) => {
    for (let i = 0; i < axis.size && start + i < length; i++) sums[start + i] += weights[tile][i]
  })
  return sums
}

test('tiles cover every pixel and their weights add up to 1', () => {
  fc.assert(
    fc.property(fc.record({ ...sizes, limit, multipleOf, overlap }), options => {
      const { columns, rows } = planTiles(options)
      expect(coverage(columns, options.width, options.overlap)).toBeWithin(1e-6, new Array(options.width).fill(1))
      expect(coverage(rows, options.height, options.overlap)).toBeWithin(1e-6, new Array(options.height).fill(1))
    }),
  )
})

test('tiles keep to the limit, to the network’s multiples and inside the padded picture', () => {
  fc.assert(
    fc.property(fc.record({ ...sizes, limit, multipleOf, overlap }), options => {
      const { multipleOf, columns, rows } = planTiles(options)
      for (const [axis, length] of [
        [columns, options.width],
        [rows, options.height],
      ] as const) {
        expect(axis.starts.every(start => start % multipleOf === 0)).toBe(true)
        expect(axis.size % multipleOf).toBe(0)
        expect(axis.starts[axis.starts.length - 1] + axis.size).toBe(Math.ceil(length / multipleOf) * multipleOf)
        if (typeof options.limit === 'number')
          expect(axis.size).toBeLessThanOrEqual(Math.max(multipleOf, options.limit))
      }
      if (typeof options.limit === 'object') {
        expect(columns.size * rows.size).toBeLessThanOrEqual(Math.max(multipleOf ** 2, options.limit.area))
      }
    }),
  )
})

test('neighbours share at least the overlap where tiles are large enough', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2000 }),
      fc.integer({ min: 128, max: 300 }),
      overlap,
      (width, side, common) => {
        const { size, starts } = planTiles({ width, height: 8, limit: side, multipleOf: 8, overlap: common }).columns
        for (let i = 1; i < starts.length; i++) expect(starts[i - 1] + size - starts[i]).toBeGreaterThanOrEqual(common)
      },
    ),
  )
})

test('an area limit wastes less than square tiles of that area', () => {
  const picture = { width: 4000, height: 3000, multipleOf: 8, overlap: 32 }
  const pixels = ({ columns, rows }: ReturnType<typeof planTiles>) =>
    columns.size * columns.starts.length * rows.size * rows.starts.length
  const adapted = pixels(planTiles({ ...picture, limit: { area: 512 * 512 } }))
  expect(adapted).toBeLessThanOrEqual(pixels(planTiles({ ...picture, limit: 512 })))
  expect(adapted).toBeLessThan(1.2 * 4000 * 3000)
})

test('a picture within the limit is one tile', () => {
  expect(planTiles({ width: 500, height: 333, limit: 512, multipleOf: 8, overlap: 32 })).toEqual({
    multipleOf: 8,
    columns: { size: 504, starts: [0] },
    rows: { size: 336, starts: [0] },
  })
})
