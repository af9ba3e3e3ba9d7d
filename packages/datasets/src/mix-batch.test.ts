import fc from 'fast-check'
import { mixBatch } from './mix-batch.js'

/** A batch whose samples are uniform pictures: sample i has the input i + 1 and the target 100·(i + 1). */
function uniformBatch(prompts: readonly string[], patch: number) {
  const values = (factor: number) =>
    Float32Array.from({ length: prompts.length * patch * patch * 3 }, (_, i) => {
      return factor * (Math.floor(i / (patch * patch * 3)) + 1)
    })
  return { input: values(1), target: values(100), prompts }
}

const batches = fc.record({
  patch: fc.integer({ min: 1, max: 9 }),
  prompts: fc.array(fc.constantFrom('denoise-15', 'denoise-50', 'derain'), { minLength: 1, maxLength: 6 }),
  seed: fc.nat(1000),
  step: fc.nat(1000),
  mixup: fc.double({ min: 0, max: 0.5, noNaN: true }),
  cutmix: fc.double({ min: 0, max: 0.5, noNaN: true }),
})

test('input and target are mixed with the same weights, and only within a prompt', () => {
  fc.assert(
    fc.property(batches, ({ prompts, step, ...options }) => {
      const { patch } = options
      const batch = uniformBatch(prompts, patch)
      const mixed = mixBatch(batch, step, options)
      expect(mixed.prompts).toEqual(prompts)
      expect(mixed.target).toBeWithin(
        1e-3,
        mixed.input.map(value => 100 * value),
      )
      const size = patch * patch * 3
      for (const [index, prompt] of prompts.entries()) {
        const possible = [...prompts.keys()].filter(other => prompts[other] === prompt).map(other => other + 1)
        const values = mixed.input.subarray(index * size, (index + 1) * size)
        expect(Math.min(...values)).toBeGreaterThanOrEqual(Math.min(...possible) - 1e-5)
        expect(Math.max(...values)).toBeLessThanOrEqual(Math.max(...possible) + 1e-5)
        if (possible.length === 1) expect(new Set(values)).toEqual(new Set([index + 1]))
      }
    }),
  )
})

const options = { patch: 8, seed: 3 }
const pair = uniformBatch(['derain', 'derain'], options.patch)
const steps = Array.from({ length: 200 }, (_, step) => step)

test('MixUp averages whole samples with uniform weights', () => {
  const firsts = steps.map(step => {
    const { input } = mixBatch(pair, step, { ...options, mixup: 1 })
    const sample = input.subarray(0, input.length / 2)
    expect(new Set(sample).size).toBe(1)
    return sample[0]
  })
  expect(Math.min(...firsts)).toBeLessThan(1.1)
  expect(Math.max(...firsts)).toBeGreaterThan(1.9)
  expect(firsts.reduce((sum, value) => sum + value) / firsts.length).toBeCloseTo(1.5, 1)
})

test('CutMix replaces a square', () => {
  const areas = steps.map(step => {
    const { input } = mixBatch(pair, step, { ...options, cutmix: 1 })
    const columns = new Map<number, string>()
    for (let y = 0; y < options.patch; y++) {
      const row = Array.from({ length: options.patch }, (_, x) => input[(y * options.patch + x) * 3] - 1).join('')
      expect(row).toMatch(/^0*1*0*$/)
      if (row.includes('1')) columns.set(y, row)
    }
    expect(new Set(columns.values()).size).toBeLessThanOrEqual(1) // every row of the square is the same
    const side = columns.size
    for (const row of columns.values()) expect(row.replaceAll('0', '')).toHaveLength(side)
    return side ** 2 / options.patch ** 2
  })
  expect(areas.reduce((sum, area) => sum + area) / areas.length).toBeCloseTo(0.5, 1)
})

test('the shares are shares of samples, each step has its own draw, and none changes the batch that it is given', () => {
  const before = pair.input.slice()
  const mixed = steps.filter(step => {
    return mixBatch(pair, step, { ...options, mixup: 0.25 }).input[0] !== 1
  })
  expect(mixed.length / steps.length).toBeGreaterThan(0.15)
  expect(mixed.length / steps.length).toBeLessThan(0.35)
  expect(mixBatch(pair, 1, options)).toBe(pair)
  expect(pair.input).toEqual(before)
})
