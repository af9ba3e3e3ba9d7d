import { Random, UsageError } from '@dfpir/core'
import { checkValues, type DegradationKind, degradationOf, drawValues } from './kind.js'
import { kinds } from './kinds.js'
import { photograph } from './photograph.test.helper.js'
import { rainKind } from './rain.js'

test.each(kinds.map(kind => [kind.name, kind] as const))('%s: numbers are drawn all over their range', (_, kind) => {
  const random = new Random(1)
  const draws = Array.from({ length: 400 }, () => drawValues(kind, random))
  for (const [name, { drawn, valid, evenly }] of Object.entries(kind.parameters)) {
    const values = draws.map(draw => draw[name])
    const [low, high] = drawn
    expect(low).toBeGreaterThanOrEqual(valid[0])
    expect(high).toBeLessThanOrEqual(valid[1])
    expect(Math.min(...values)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...values)).toBeLessThanOrEqual(high)
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(0.9 * (high - low))
    if (evenly === 'whole') expect(values.every(Number.isInteger)).toBe(true)
    if (evenly === 'by ratio') expect(low).toBeGreaterThan(0)
    for (const value of values) expect(Number(value.toPrecision(4))).toBe(value)
  }
})

test('by ratio, half of what is drawn is below the geometric mean', () => {
  const random = new Random(2)
  const [low, high] = rainKind.parameters.density.drawn
  const below = Array.from({ length: 2000 }, () => drawValues(rainKind, random).density < Math.sqrt(low * high))
  expect(below.filter(Boolean).length / 2000).toBeCloseTo(0.5, 1)
})

test('what is given is taken, and the rest is drawn as without it', () => {
  const drawn = drawValues(rainKind, new Random(3))
  expect(drawValues(rainKind, new Random(3), { angle: 12 })).toEqual({ ...drawn, angle: 12 })
  const picture = photograph(20, 10)
  const copy = degradationOf(rainKind, { angle: drawn.angle }).apply(picture, new Random(3))
  expect(copy).toEqual(degradationOf(rainKind).apply(picture, new Random(3)))
})

test.each([
  [{ angle: 90 }, 'derain: angle must be a number from -60 to 60 degrees, got 90'],
  [{ layers: 1.5 }, 'derain: layers must be a whole number from 1 to 8, got 1.5'],
  [{ density: Number.NaN }, 'density must be a number from 0 to 100, got NaN'],
  [{ densty: 1 }, 'derain has no parameter densty'],
])('%p is refused', (values, message) => {
  const kind: DegradationKind = rainKind
  expect(() => checkValues(kind, values)).toThrow(message)
  expect(() => degradationOf(kind, values)).toThrow(UsageError)
  expect(() => drawValues(kind, new Random(0), values)).toThrow(UsageError)
})

test('an unknown parameter comes with the nearest one', () => {
  expect(() => checkValues(rainKind, { densty: 1 })).toThrow(expect.objectContaining({ hint: 'Did you mean density?' }))
})
