import type { Float32Tensor, Picture } from '@dfpir/core'
import fc from 'fast-check'
import { planTiles } from './plan-tiles.js'
import { restoreTiles } from './restore-tiles.js'

const overlap = 16
const nothing = async ({ shape, data }: Float32Tensor) => ({ shape, data: new Float32Array(data.length) })

/** A picture whose samples are a fixed mixture of all values. */
function scene(width: number, height: number, channels: Picture['channels'], depth: Picture['depth']): Picture {
  const size = width * height * channels
  const value = (_: unknown, i: number) => (i * 7919 + (i >> 3) * 104_729) % 2 ** depth
  const data = depth === 16 ? Uint16Array.from({ length: size }, value) : Uint8Array.from({ length: size }, value)
  return { width, height, channels, depth, data }
}

const scenes = fc
  .tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(1, 2, 3, 4),
    fc.constantFrom(8, 16),
  )
  .map(([width, height, channels, depth]) => scene(width, height, channels, depth))

test('a network that changes nothing gives the picture back, in tiles of any size', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, fc.integer({ min: 8, max: 64 }), async (picture, limit) => {
      const plan = planTiles({ ...picture, limit, overlap })
      const restored = await restoreTiles(picture, { plan, overlap, network: nothing })
      expect({ ...restored, data: undefined }).toEqual({ ...picture, data: undefined })
      expect(restored.data).toBeWithin(0, picture.data)
    }),
    { numRuns: 50 },
  )
})

test('a residual is added in every pixel once', async () => {
  const picture: Picture = { ...scene(61, 47, 4, 8), data: new Uint8Array(61 * 47 * 4).fill(100) }
  const brighter = async ({ shape, data }: Float32Tensor) => ({ shape, data: new Float32Array(data.length).fill(0.2) })
  const plan = planTiles({ ...picture, limit: 32, overlap })
  const { data } = await restoreTiles(picture, { plan, overlap, network: brighter })
  expect(data.every((value, i) => value === (i % 4 === 3 ? 100 : 151))).toBe(true)
})

test('progress counts the tiles, and an aborted signal ends the work between two of them', async () => {
  const picture = scene(100, 40, 3, 8)
  const plan = planTiles({ ...picture, limit: 40, overlap })
  const seen: string[] = []
  const controller = new AbortController()
  const onProgress = (done: number, total: number) => {
    seen.push(`${done}/${total}`)
    if (done === 2) controller.abort(new Error('enough'))
  }
  const { signal } = controller
  await expect(restoreTiles(picture, { plan, overlap, network: nothing, onProgress, signal })).rejects.toThrow('enough')
  expect(seen).toEqual(['0/4', '1/4', '2/4'])
})
