import fc from 'fast-check'
import { UsageError } from './errors.js'
import { Random } from './random.js'

const draw = (random: Random, count: number) => Array.from({ length: count }, () => random.bits())
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

test('golden numbers: runs and weights depend on them', () => {
  const reference = Random.restore({ words: [1, 2, 3, 4], spare: null }) // the sequence of the authors' C code
  expect(draw(reference, 6)).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492])
  expect(draw(new Random(42), 4)).toEqual([2837322924, 544945897, 479756282, 3500138142])
  expect(draw(Random.derive(42, 'epoch', 3), 3)).toEqual([3285443321, 1066104398, 2205004802])
})

test('the same seed gives the same numbers and another seed others', () => {
  expect(draw(new Random(1), 5)).toEqual(draw(new Random(1), 5))
  expect(draw(new Random(1), 5)).not.toEqual(draw(new Random(2), 5))
})

test('a restored state continues the sequence, through JSON', () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat({ max: 9 }), (seed, drawn) => {
      const random = new Random(seed)
      for (let i = 0; i < drawn; i++) random.normal()
      const restored = Random.restore(JSON.parse(JSON.stringify(random.state())))
      expect([restored.normal(), restored.bits()]).toEqual([random.normal(), random.bits()])
    }),
  )
})

test('derived generators differ in seed, in labels and in their order', () => {
  const first = new Set<number>()
  for (let seed = 0; seed < 40; seed++) {
    for (let epoch = 0; epoch < 40; epoch++) {
      for (const label of ['a', 'b']) first.add(Random.derive(seed, label, epoch).bits())
    }
  }
  expect(first.size).toBe(3200)
  expect(Random.derive(1, 0).bits()).not.toBe(Random.derive(0, 1).bits())
  expect(Random.derive(0, 'a', 'b').bits()).not.toBe(Random.derive(0, 'b', 'a').bits())
  expect(Random.derive(0, 'a', 'b').bits()).not.toBe(Random.derive(0, 'ab').bits())
})

test('neighbouring seeds and labels are not correlated', () => {
  const correlation = (make: (index: number) => Random) => {
    const [a, b] = [0, 1].map(offset => Array.from({ length: 2000 }, (_, i) => make(i + offset).uniform(-1, 1)))
    return mean(a.map((value, i) => 3 * value * b[i]))
  }
  expect(Math.abs(correlation(seed => new Random(seed)))).toBeLessThan(0.08)
  expect(Math.abs(correlation(label => Random.derive(7, label)))).toBeLessThan(0.08)
})

test('uniform numbers fill their range evenly', () => {
  const random = new Random(3)
  const values = Array.from({ length: 20_000 }, () => random.uniform(-2, 6))
  const counts = Array.from({ length: 8 }, (_, bin) => values.filter(value => Math.floor(value + 2) === bin).length)
  expect(counts.reduce((sum, count) => sum + count)).toBe(20_000)
  const chiSquare = counts.reduce((sum, count) => sum + (count - 2500) ** 2 / 2500, 0)
  expect(chiSquare).toBeLessThan(24.3) // 0.1 % beyond, 7 degrees of freedom
})

test('normal numbers have the moments of a normal distribution', () => {
  const random = new Random(4)
  const values = Array.from({ length: 40_000 }, () => random.normal(3, 2))
  const centre = mean(values)
  const moment = (order: number) => mean(values.map(value => ((value - centre) / 2) ** order))
  expect(Math.abs(centre - 3)).toBeLessThan(0.04)
  expect(Math.abs(moment(2) - 1)).toBeLessThan(0.03)
  expect(Math.abs(moment(3))).toBeLessThan(0.06)
  expect(Math.abs(moment(4) - 3)).toBeLessThan(0.15)
  const successive = mean(values.slice(1).map((value, i) => ((value - 3) * (values[i] - 3)) / 4))
  expect(Math.abs(successive)).toBeLessThan(0.02)
})

test('permutations hold every number once, and each order as often', () => {
  const random = new Random(5)
  const counts = new Map<string, number>()
  for (let i = 0; i < 6000; i++) {
    const order = random.permutation(3).join()
    counts.set(order, (counts.get(order) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual(['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0'])
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
  expect(random.permutation(100).sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, i) => i))
  expect(random.permutation(0)).toEqual([])
})

test('picks and whole numbers stay in range and reach its ends', () => {
  const random = new Random(6)
  expect(new Set(Array.from({ length: 200 }, () => random.integer(5)))).toEqual(new Set([0, 1, 2, 3, 4]))
  expect(new Set(Array.from({ length: 99 }, () => random.pick(['a', 'b'])))).toEqual(new Set(['a', 'b']))
  expect(() => random.pick([])).toThrow(UsageError)
})

test('items are picked as often as their shares say, and nothing for the rest', () => {
  const random = new Random(5)
  const items = [
    { name: 'a', share: 0.5 },
    { name: 'b', share: 0.2 },
  ]
  const counts = new Map<string | undefined, number>()
  for (let i = 0; i < 10_000; i++) {
    const name = random.pickByShare(items)?.name
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  expect(counts.get('a')! / 10_000).toBeCloseTo(0.5, 1)
  expect(counts.get('b')! / 10_000).toBeCloseTo(0.2, 1)
  expect(counts.get(undefined)! / 10_000).toBeCloseTo(0.3, 1)
})
