import { Random, UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { degradationOf } from './kind.js'
import { kindNamed, kinds } from './kinds.js'
import { digest, photograph } from './photograph.test.helper.js'

const named = kinds.map(kind => [kind.name, kind] as const)

test.each(named)(
  '%s: the same seed gives the same copy, another one another; the picture stays as it is',
  (_, kind) => {
    const picture = photograph(48, 32)
    const apply = (seed: number) => degradationOf(kind).apply(picture, new Random(seed))
    const copy = apply(5)
    expect(copy).toMatchObject({
      width: 48,
      height: 32,
      channels: 3,
      depth: 8,
    })
    expect(digest(copy)).not.toBe(digest(picture))
    expect(digest(apply(5))).toBe(digest(copy))
    expect(digest(apply(6))).not.toBe(digest(copy))
    expect(digest(picture)).toBe(digest(photograph(48, 32)))
  },
)

test('golden digests: these copies come out on every machine', () => {
  const picture = photograph(61, 47)
  const digests = kinds.map(kind => [kind.name, digest(degradationOf(kind).apply(picture, new Random(7)))])
  expect(Object.fromEntries(digests)).toEqual({
    deblur: '950bf9f5961dbd75',
    defocus: '62c50c797517c6f9',
    dehaze: '02643724465e26a9',
    denoise: '0919a8fd0727f496',
    derain: 'e0a88dbcac83c824',
    jpeg: '30b6bb4e81b1b77f',
    lowlight: 'b161b6a6f708457f',
    poisson: '1c3c991223300ac6',
  })
})

test.each(named)('%s takes pictures of any size', (_, kind) => {
  const side = fc.integer({ min: 1, max: 40 })
  fc.assert(
    fc.property(side, side, fc.integer({ min: 0, max: 999 }), (width, height, seed) => {
      const copy = degradationOf(kind).apply(photograph(width, height), new Random(seed))
      expect([copy.width, copy.height, copy.data.length]).toEqual([width, height, width * height * 3])
    }),
    { numRuns: 30 },
  )
})

test.each(named)('%s takes the ends of what is valid', (_, kind) => {
  for (const end of [0, 1]) {
    const values = Object.entries(kind.parameters).map(([name, { valid }]) => [name, valid[end]])
    const copy = kind.degrade(photograph(9, 7), Object.fromEntries(values), new Random(0))
    expect(copy.data.length).toBe(9 * 7 * 3)
  }
})

test('kinds are found by name and by effect, others are refused with the nearest', () => {
  for (const kind of kinds) {
    expect(kindNamed(kind.name)).toBe(kind)
    expect(kindNamed(kind.effect)).toBe(kind)
  }
  expect(() => kindNamed('derian')).toThrow(UsageError)
  expect(() => kindNamed('derian')).toThrow(expect.objectContaining({ hint: 'Did you mean derain?' }))
})
