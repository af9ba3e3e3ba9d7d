import { EventEmitter, once } from 'node:events'
import { type Float32Tensor, type Picture, Random } from '@dfpir/core'
import { emptyPicture, rowsOf } from '@dfpir/images'
import fc from 'fast-check'
import { planTiles } from './plan-tiles.js'
import { type RestoreTilesOptions, restoreTiles } from './restore-tiles.js'

const nothing = async ({ shape, data }: Float32Tensor) => ({ shape, data: new Float32Array(data.length) })

/** A picture whose samples are a fixed mixture of all values. */
function scene(width: number, height: number, channels: Picture['channels'], depth: Picture['depth']): Picture {
  const size = width * height * channels
  const value = (_: unknown, i: number) => (i * 7919 + (i >> 3) * 104_729) % 2 ** depth
  const data = depth === 16 ? Uint16Array.from({ length: size }, value) : Uint8Array.from({ length: size }, value)
  return { width, height, channels, depth, data }
}

async function restore(picture: Picture, options: RestoreTilesOptions): Promise<Picture> {
  const result = rowsOf(emptyPicture(picture))
  await restoreTiles(rowsOf(picture), result, options)
  return result.picture
}

const scenes = fc
  .tuple(
    fc.integer({ min: 1, max: 60 }),
    fc.integer({ min: 1, max: 60 }),
    fc.constantFrom(1, 2, 3, 4),
    fc.constantFrom(8, 16),
  )
  .map(([width, height, channels, depth]) => scene(width, height, channels, depth))
const limits = fc.oneof(
  fc.integer({ min: 1, max: 64 }),
  fc.record({ area: fc.integer({ min: 64, max: 4096 }), strip: fc.constantFrom(0, 0.1) }),
)
const overlaps = fc.integer({ min: 0, max: 40 })

test('a network that changes nothing gives the picture back, in tiles of any size', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, limits, overlaps, async (picture, limit, overlap) => {
      const plan = planTiles({ ...picture, multipleOf: 8, limit, overlap })
      const restored = await restore(picture, { plan, overlap, network: nothing })
      expect({ ...restored, data: undefined }).toEqual({ ...picture, data: undefined })
      expect(restored.data).toBeWithin(0, picture.data)
    }),
    { numRuns: 100 },
  )
})

test('a network that works pixel by pixel shows no seams, in tiles of any size', async () => {
  const paler = async ({ shape, data }: Float32Tensor) => ({ shape, data: data.map(value => 0.25 - value / 2) })
  await fc.assert(
    fc.asyncProperty(scenes, limits, overlaps, async (picture, limit, overlap) => {
      const [plan, whole] = [limit, 'off' as const].map(size =>
        planTiles({ ...picture, multipleOf: 8, limit: size, overlap }),
      )
      const [tiled, expected] = [
        await restore(picture, { plan, overlap, network: paler }),
        await restore(picture, { plan: whole, overlap, network: paler }),
      ]
      expect(tiled.data).toBeWithin(picture.depth === 16 ? 1 : picture.channels < 3 ? 1 : 0.5, expected.data)
    }),
    { numRuns: 50 },
  )
})

test('tiles are what the picture holds there, and its reflection beyond', async () => {
  await fc.assert(
    fc.asyncProperty(scenes, limits, overlaps, async (picture, limit, overlap) => {
      const plan = planTiles({ ...picture, multipleOf: 8, limit, overlap })
      const { width, height, channels, depth, data } = picture
      const reflect = (i: number, n: number): number => (n === 1 ? 0 : i < n ? i : reflect(Math.abs(2 * n - 2 - i), n))
      const at = (y: number, x: number) => data[(reflect(y, height) * width + reflect(x, width)) * channels]
      let tile = 0
      const network = (input: Float32Tensor) => {
        const y = plan.rows.starts[Math.floor(tile / plan.columns.starts.length)]
        const x = plan.columns.starts[tile++ % plan.columns.starts.length]
        const size = plan.columns.size
        const red = Array.from({ length: size * plan.rows.size }, (_, i) =>
          at(y + Math.floor(i / size), x + (i % size)),
        )
        const white = 2 ** depth - 1
        expect(input.data.filter((_, i) => i % 3 === 0)).toEqual(Float32Array.from(red, value => value / white))
        return nothing(input)
      }
      await restore(picture, { plan, overlap, network })
    }),
    { numRuns: 30 },
  )
})

test('a residual is added in every pixel once', async () => {
  const picture: Picture = { ...scene(61, 47, 4, 8), data: new Uint8Array(61 * 47 * 4).fill(100) }
  const brighter = async ({ shape, data }: Float32Tensor) => ({ shape, data: new Float32Array(data.length).fill(0.2) })
  const plan = planTiles({ ...picture, multipleOf: 8, limit: 32, overlap: 16 })
  const { data } = await restore(picture, { plan, overlap: 16, network: brighter })
  expect(data.every((value, i) => value === (i % 4 === 3 ? 100 : 151))).toBe(true)
})

test('rows are read a row of tiles at a time, and written as soon as they are finished', async () => {
  const picture = scene(40, 300, 3, 8)
  const plan = planTiles({ ...picture, multipleOf: 8, limit: 64, overlap: 16 })
  const rows = rowsOf(picture)
  const [read, written]: number[][] = [[], []]
  const source = {
    ...rows,
    readRows: (top: number, count: number) => {
      read.push(top + count)
      return rows.readRows(top, count)
    },
  }
  const sink = {
    writeRows: async ({ height }: Picture) => {
      written.push((written.at(-1) ?? 0) + height)
      expect(read.at(-1)! - written.at(-1)!).toBeLessThanOrEqual(2 * 64)
    },
  }
  await restoreTiles(source, sink, { plan, overlap: 16, network: nothing })
  expect(read).toHaveLength(plan.rows.starts.length)
  expect(written.at(-1)).toBe(300)
})

test('the next tile is cut while the network works', async () => {
  const picture = scene(16, 64, 3, 8)
  const plan = planTiles({ ...picture, multipleOf: 8, limit: 16, overlap: 0 })
  const rows = rowsOf(picture)
  const log: string[] = []
  const reads = new EventEmitter()
  const source = {
    ...rows,
    readRows: (top: number, count: number) => {
      log.push(`read ${top}`)
      reads.emit('read')
      return rows.readRows(top, count)
    },
  }
  let tiles = plan.rows.starts.length
  const network = async (tile: Float32Tensor) => {
    log.push('begin')
    if (--tiles > 0) await once(reads, 'read') // a tile that is never read would be waited for in vain
    log.push('end')
    return nothing(tile)
  }
  await restoreTiles(source, rowsOf(emptyPicture(picture)), { plan, overlap: 0, network })
  expect(log.slice(0, 5)).toEqual(['read 0', 'begin', 'read 16', 'end', 'begin'])
})

test('progress counts the tiles, and an aborted signal ends the work between two of them', async () => {
  const picture = scene(100, 40, 3, 8)
  const plan = planTiles({ ...picture, multipleOf: 8, limit: 40, overlap: 16 })
  const seen: string[] = []
  const controller = new AbortController()
  const onProgress = (done: number, total: number) => {
    seen.push(`${done}/${total}`)
    if (done === 2) controller.abort(new Error('enough'))
  }
  const { signal } = controller
  const work = restore(picture, { plan, overlap: 16, network: nothing, onProgress, signal })
  await expect(work).rejects.toThrow('enough')
  expect(seen).toEqual(['0/4', '1/4', '2/4'])
})

test('a network, a source or a sink that fails ends the work with its error', async () => {
  const picture = scene(40, 40, 3, 8)
  const options = {
    plan: planTiles({ ...picture, multipleOf: 8, limit: 16, overlap: 0 }),
    overlap: 0,
    network: nothing,
  }
  const no = () => Promise.reject(new Error('no'))
  const [source, sink] = [rowsOf(picture), rowsOf(emptyPicture(picture))]
  await expect(restoreTiles(source, sink, { ...options, network: no })).rejects.toThrow('no')
  await expect(restoreTiles({ ...source, readRows: no }, sink, options)).rejects.toThrow('no')
  await expect(restoreTiles(source, { writeRows: no }, options)).rejects.toThrow('no')
})

test('random weights of overlapping tiles stay within what the tiles say', async () => {
  const random = new Random(4)
  const picture: Picture = { ...scene(90, 70, 3, 16), data: new Uint16Array(90 * 70 * 3).fill(30_000) }
  const network = async ({ shape, data }: Float32Tensor) => {
    const level = random.uniform(-0.1, 0.1)
    return { shape, data: new Float32Array(data.length).fill(level) }
  }
  const plan = planTiles({ ...picture, multipleOf: 8, limit: 40, overlap: 16 })
  const { data } = await restore(picture, { plan, overlap: 16, network })
  expect(data.every(value => Math.abs(value - 30_000) <= 0.1 * 65_535 + 1)).toBe(true)
})
