import { join } from 'node:path'
import { DataError, type Picture, Random, UsageError } from '@dfpir/core'
import { rgbPicture } from '@dfpir/images'
import { openCleanFolder } from './clean-folder.js'
import { depthFrame, depthHaze, openDepthMaps } from './depth-maps.js'
import { openTrainingData, TrainingData, type TrainingEntry } from './index.js'
import { PictureCache } from './picture-cache.js'
import { temporaryFolder, waves } from './temporary-folder.test.helper.js'

/** A depth map that is twice as far for each column, within a frame that is farther still. */
function ramp(width: number, height: number, depth: 8 | 16 = 8): Picture {
  const values = Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    const inFrame = Math.min(x, y, width - 1 - x, height - 1 - y) < depthFrame
    return inFrame ? 255 : 2 * x
  })
  const data = depth === 8 ? Uint8Array.from(values) : Uint16Array.from(values)
  return { width, height, channels: 1, depth, data }
}

/** A black photograph in a white frame. */
function framed(width: number, height: number) {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    return Math.min(x, y, width - 1 - x, height - 1 - y) < depthFrame ? 255 : 0
  })
  return rgbPicture(width, height, data)
}

async function open(files: Record<string, Picture | Uint8Array>) {
  const folder = await temporaryFolder(files)
  const cache = new PictureCache()
  const photos = await openCleanFolder(join(folder, 'images'), { cache })
  return { folder, depths: () => openDepthMaps(join(folder, 'depths'), photos, cache) }
}

test.each([8, 16] as const)(
  'depths of %i bits are those of the part, the farthest of the whole scene being 1',
  async bits => {
    const { depths } = await open({ 'images/a.png': framed(80, 60), 'depths/a.png': ramp(80, 60, bits) })
    const maps = await depths()
    const farthest = 2 * (80 - 1 - depthFrame)
    const part = await maps.part(0, { x: 20, y: 30, width: 8, height: 8 }, 8)
    part.forEach((value, pixel) => {
      expect(value).toBeCloseTo((2 * (20 + (pixel % 8))) / farthest, 6)
    })
    const enlarged = await maps.part(0, { x: 20, y: 30, width: 8, height: 8 }, 16)
    expect(enlarged[7]).toBeCloseTo((2 * 23.25) / farthest, 6)
    expect(enlarged[0]).toBeCloseTo(40 / farthest, 6)
  },
)

test('haze of a patch is that of its place: on black it grows with the depth', async () => {
  const { depths } = await open({ 'images/a.png': framed(80, 60), 'depths/a.png': ramp(80, 60) })
  const patch = rgbPicture(16, 16, new Uint8Array(16 * 16 * 3))
  const haze = depthHaze(await depths())
  const redAt = async (x: number) => {
    const place = { x, y: 20, width: 16, height: 16 }
    const { data } = await haze.apply(patch, new Random(4), { index: 0, place })
    return data[0]
  }
  expect(await redAt(14)).toBeGreaterThan(20)
  expect(await redAt(50)).toBeGreaterThan((await redAt(14)) + 20)
})

test('patches never show the frame, also when they are shrunk or enlarged', async () => {
  const { folder } = await open({ 'images/a.png': framed(80, 60), 'depths/a.png': ramp(80, 60) })
  const entry = { task: 'dehaze', clean: join(folder, 'images'), depth: join(folder, 'depths') } as const
  for (const change of [{}, { shrink: 0.3 }, { enlarge: 2, upright: true }, { shrink: 0.5, enlarge: 2 }]) {
    const [source] = await openTrainingData([{ ...entry, ...change }])
    for (let seed = 0; seed < 20; seed++) {
      const { input, target, prompt } = await source.sample(0, 16, new Random(seed))
      expect(target.data.every(value => value === 0)).toBe(true)
      expect(Math.min(...input.data)).toBeGreaterThan(15)
      expect(prompt).toBe('dehaze')
    }
  }
})

test('a check finds depth maps that are missing, unreadable or of another size, and frames that leave no room', async () => {
  const { folder } = await open({
    'images/1.png': waves(80, 60),
    'images/2.png': waves(80, 60),
    'images/3.png': waves(80, 60),
    'images/4.png': waves(50, 50),
    'depths/1.png': ramp(60, 80),
    'depths/2.png': new Uint8Array(9),
    'depths/4.png': ramp(50, 50),
  })
  const [clean, depth] = [join(folder, 'images'), join(folder, 'depths')]
  const faults = await (await TrainingData.open([{ task: 'dehaze', clean, depth }])).check({ patch: 32 })
  expect(faults).toEqual([
    {
      kind: 'smaller-than-patch',
      message: `${join(clean, '4.png')} is 50×50 pixels, too small for patches of 32×32 without their frame of 12 pixels`,
    },
    { kind: 'unreadable', message: `${join(depth, '2.png')} is not an image of a known format` },
    {
      kind: 'different-sizes',
      message: `${join(clean, '1.png')} is 80×60 pixels, ${join(depth, '1.png')} 60×80`,
    },
    { kind: 'no-partner', message: `${join(clean, '3.png')} has no depth map in ${depth}` },
  ])
  const [source] = await openTrainingData([{ task: 'dehaze', clean, depth }])
  await expect(source.sample(0, 16, new Random(0))).rejects.toThrow('a depth map must have the size of its photograph')
  await expect(source.sample(2, 16, new Random(0))).rejects.toThrow('3.png has no depth map')
})

test('a black map and a folder without any partner are refused', async () => {
  const black: Picture = { width: 40, height: 40, channels: 1, depth: 8, data: new Uint8Array(1600) }
  const { depths } = await open({ 'images/a.png': waves(40, 40), 'depths/a.png': black })
  const part = (await depths()).part(0, { x: 12, y: 12, width: 8, height: 8 }, 8)
  await expect(part).rejects.toThrow(/depths.a\.png is black/)
  const strange = await open({ 'images/a.png': waves(40, 40), 'depths/b.png': black })
  await expect(strange.depths()).rejects.toThrow(DataError)
  await expect(strange.depths()).rejects.toThrow(/no file in .*depths .*has the name of a photograph in .*images/)
})

test.each<[string, object]>([
  ['depth is only for the task dehaze, got derain', { task: 'derain', clean: '.', depth: '.' }],
  ['streaks is only for the task derain, got dehaze', { task: 'dehaze', clean: '.', streaks: '.' }],
  ['depth is for clean photographs, got pairs', { task: 'dehaze', input: '.', target: '.', depth: '.' }],
  ['streaks is for clean photographs, got pairs', { task: 'derain', layout: 'rain100l', root: '.', streaks: '.' }],
])('%s', async (message, entry) => {
  await expect(openTrainingData([entry as TrainingEntry])).rejects.toThrow(message)
  await expect(openTrainingData([entry as TrainingEntry])).rejects.toThrow(UsageError)
})
