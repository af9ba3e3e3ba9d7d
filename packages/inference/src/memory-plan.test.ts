import { networkTraits, presets } from '@dfpir/model'
import { MemoryPlan, type MemoryPlanOptions } from './memory-plan.js'
import { planTiles } from './plan-tiles.js'

const small = { traits: networkTraits(presets['dfpir-small']), parameters: 400_000 }
const large = { traits: networkTraits(presets.dfpir), parameters: 31_000_000 }
const photograph = { width: 4000, height: 3000, channels: 3, depth: 8 } as const

function plan(options: Partial<MemoryPlanOptions>): MemoryPlan {
  return new MemoryPlan({ engine: 'onnxruntime', facts: small, ...options })
}

function limit(options: Partial<MemoryPlanOptions>) {
  return plan(options).tileLimit(photograph)
}

function area(options: Partial<MemoryPlanOptions>): number {
  const found = limit(options)
  return typeof found === 'object' ? found.area : Number.NaN
}

test('less memory and wider networks make smaller tiles, within bounds', () => {
  const areas = [10e6, 400e6, 600e6, 900e6, 1e12].map(memory => area({ memory, onWarning: () => undefined }))
  expect(areas).toEqual([...areas].sort((a, b) => a - b))
  expect([areas[0], areas[4]]).toEqual([64 ** 2, (512 + 2 * 16) ** 2])
  expect(area({ memory: 1.5e9, facts: large })).toBeLessThan(area({ memory: 1.5e9 }))
})

test('a tile of the limit takes the whole budget', () => {
  const found = plan({ engine: 'tensorflow', memory: 0.9e9 })
  expect(found.graphBytes(area({ engine: 'tensorflow', memory: 0.9e9 }))).toBeCloseTo(found.budget, 0)
})

test.each([700e6, 1e9, 1.5e9])('tiles and the rows beside them keep within %d bytes', memory => {
  for (const width of [500, 4000, 30_000]) {
    const picture = { width, height: 3000, channels: 4, depth: 16 } as const
    const memoryPlan = plan({ memory })
    const { columns, rows } = planTiles({
      ...picture,
      multipleOf: 8,
      limit: memoryPlan.tileLimit(picture),
      overlap: 32,
    })
    const bytes = memoryPlan.graphBytes(columns.size * rows.size) + memoryPlan.pictureBytes(picture, rows.size)
    expect(bytes).toBeLessThanOrEqual(memoryPlan.budget)
  }
})

test('a tile that was asked for is not changed unless memory is short', () => {
  expect(limit({ tile: 'off' })).toBe('off')
  expect(limit({ tile: 4000 })).toBe(4032)
  expect(limit({ tile: 128, memory: 2e9 })).toBe(160)
  expect(limit({ tile: 128, asPublished: true })).toBe(128)
  expect(limit({ tile: 4000, memory: 600e6 })).toBeLessThan(512)
  expect(limit({ tile: 'off', memory: 600e6 })).toMatchObject({ area: expect.any(Number) })
})

test('what is restored at once keeps its shape and fits the memory', () => {
  expect(plan({}).wholeSize({ ...photograph, width: 640, height: 427 })).toEqual({ width: 640, height: 427 })
  const whole = plan({ memory: 4e9 }).wholeSize(photograph)
  expect(whole).toEqual({ width: 665, height: 499 })
  expect(plan({ facts: { ...small, wholePixels: 120 ** 2 } }).wholeSize(photograph)).toEqual({
    width: 139,
    height: 104,
  })
  const short = plan({ memory: 600e6 })
  const { width, height } = short.wholeSize(photograph)
  expect(short.graphBytes((width + 64) * (height + 64))).toBeLessThan(1.02 * short.budget)
  expect(plan({}).wholeSize({ ...photograph, width: 1e6, height: 1 }).height).toBe(1)
})

test('too little memory is said once, with what is needed', () => {
  const warnings: string[] = []
  const onWarning = (message: string) => warnings.push(message)
  plan({ memory: 50e6, onWarning })
  plan({ memory: 2e9, onWarning })
  plan({ onWarning })
  expect(warnings).toEqual([expect.stringMatching(/^48 MB of memory is too little .* on onnxruntime.* at least/)])
})

test.each<[Partial<MemoryPlanOptions>, string]>([
  [{ memory: Number.NaN }, 'memory must be a number of bytes'],
  [{ memory: -1 }, 'memory must be a number of bytes'],
  [{ overlap: -1 }, 'overlap must be a number of pixels'],
  [{ overlap: Number.POSITIVE_INFINITY }, 'overlap must be a number of pixels'],
  [{ tile: 0 }, 'tile must be auto, off or a number of pixels'],
  [{ tile: Number.NaN }, 'tile must be auto, off or a number of pixels'],
])('%o is refused', (options, message) => {
  expect(() => plan(options)).toThrow(message)
})
