import { countParameters, presets } from '@dfpir/model'
import { MemoryPlan, type TileOptions } from './memory-plan.js'

const small = presets['dfpir-small']

function limit(options: TileOptions, config = small) {
  return new MemoryPlan('onnxruntime', { config, parameters: countParameters(config) }, options).tileLimit()
}

function area(memory: number, config = small): number {
  const found = limit({ memory }, config)
  return typeof found === 'object' ? found.area : Number.NaN
}

test('less memory and wider networks make smaller tiles, within bounds', () => {
  const areas = [10e6, 400e6, 600e6, 900e6, 1e12].map(memory => area(memory))
  expect(areas).toEqual([...areas].sort((a, b) => a - b))
  expect([areas[0], areas[4]]).toEqual([64 ** 2, 512 ** 2])
  expect(area(1.5e9, presets.dfpir)).toBeLessThan(area(1.5e9))
})

test('a tile of the limit takes the whole budget', () => {
  const plan = new MemoryPlan('tensorflow', { config: small, parameters: countParameters(small) }, { memory: 1.0e9 })
  const found = plan.tileLimit()
  expect(plan.graphBytes(typeof found === 'object' ? found.area : 0)).toBeCloseTo(plan.budget, 0)
})

test('a tile that was asked for is not changed unless memory is short', () => {
  expect(limit({ tile: 'off' })).toBe('off')
  expect(limit({ tile: 4000 })).toBe(4000)
  expect(limit({ tile: 128, memory: 2e9 })).toBe(128)
  expect(limit({ tile: 4000, memory: 600e6 })).toBeLessThan(512)
  expect(limit({ tile: 'off', memory: 600e6 })).toEqual({ area: expect.any(Number) })
})
