import { UsageError } from '@dfpir/core'
import fc from 'fast-check'
import { z } from 'zod'
import { must, parseContent } from './parse-content.js'

const place = z.strictObject({ folder: z.string().min(1), depth: z.int().min(0).default(2) })

const schema = z.strictObject({
  name: z.string(),
  kind: z.enum(['fast', 'exact']).optional(),
  rate: z.number().gt(0).max(1).optional(),
  places: z.array(place).min(1).optional(),
  pair: z.tuple([z.number(), z.number()]).optional(),
  shares: z.partialRecord(z.enum(['rain', 'haze']), z.number()).optional(),
  levels: z.union([z.number(), z.strictObject({ from: z.number() })], must('a level or { from }')).optional(),
  flag: z.boolean().default(false),
})

const parse = (content: unknown) => parseContent(schema, content, 'the file')

test('fills in defaults', () => {
  expect(parse({ name: 'a', places: [{ folder: 'b' }] })).toEqual({
    name: 'a',
    places: [{ folder: 'b', depth: 2 }],
    flag: false,
  })
})

test.each<[object, string]>([
  [{ name: undefined }, 'name must be text, got none'],
  [{ kind: 'fats' }, "kind must be one of fast, exact, got 'fats' (did you mean fast?)"],
  [{ rate: 0 }, 'rate must be above 0, got 0'],
  [{ rate: 1.5 }, 'rate must be at most 1, got 1.5'],
  [{ rate: '1' }, "rate must be a number, got '1'"],
  [{ places: [] }, 'places must have a length of at least 1, got []'],
  [{ places: 'here' }, "places must be a list, got 'here'"],
  [{ places: [{ folder: '' }] }, "places.0.folder must have a length of at least 1, got ''"],
  [{ places: [{ folder: 'b', depth: 0.5 }] }, 'places.0.depth must be a whole number, got 0.5'],
  [{ places: [{ foldr: 'b', folder: 'b' }] }, 'unknown key places.0.foldr (did you mean folder?)'],
  [{ places: [3] }, 'places.0 must be a mapping, got 3'],
  [{ pair: [1] }, 'pair must have a length of at least 2, got [ 1 ]'],
  [{ shares: { fog: 1 } }, 'unknown key shares.fog (expected one of rain, haze)'],
  [{ levels: 'all' }, "levels must be a level or { from }, got 'all'"],
  [{ levels: { form: 1, from: 2 } }, 'unknown key levels.form (did you mean from?)'],
  [{ levels: { form: 1 } }, 'levels must be a level or { from }, got { form: 1 }'],
  [{ flag: 'yes', rate: 2 }, "rate must be at most 1, got 2; flag must be true or false, got 'yes'"],
  [{ kind: 'x'.repeat(200) }, `got '${'x'.repeat(79)}…`],
])('%j: what was expected, and what came', (change, message) => {
  expect(() => parse({ name: 'a', ...change })).toThrow(UsageError)
  expect(() => parse({ name: 'a', ...change })).toThrow(message)
})

test('content that is no mapping at all', () => {
  expect(() => parse(null)).toThrow('the file is invalid: it must be a mapping, got null')
})

test('whatever is given is parsed or a UsageError', () => {
  const keys = fc.constantFrom('name', 'kind', 'places', 'shares', 'levels', 'pair', 'nmae')
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.dictionary(keys, fc.anything())), content => {
      try {
        parse(content)
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError)
      }
    }),
  )
})
