import { Random } from '@dfpir/core'
import type { Degradation } from '@dfpir/degradations'
import { crop, rgbPicture } from '@dfpir/images'
import { damage, degradedSource, flip, openCleanFolder, openPairs, pairSource } from './index.js'
import { pictureFolder } from './temporary-folder.test.helper.js'
import { shrinkSquare } from './transforms.js'

/** Makes the first row of a picture white. */
const topRow: Degradation = {
  name: 'top-row',
  apply: ({ width, height, data }) => rgbPicture(width, height, Uint8Array.from(data).fill(255, 0, width * 3)),
}

const only = (degradation: Degradation) => damage({ task: 'derain', degradations: [degradation] })

test('a patch is degraded as it stands in the photograph, then turned together with the clean one', async () => {
  const source = degradedSource(await openCleanFolder(await pictureFolder(['1.png'])), only(topRow))
  const edges = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { input, target, prompt } = await source.sample(0, 8, new Random(seed))
    expect(prompt).toBe('top-row')
    const changed = Array.from({ length: 64 }, (_, pixel) => pixel).filter(
      pixel => input.data[pixel * 3] !== target.data[pixel * 3],
    )
    expect(changed.every(pixel => input.data[pixel * 3] === 255)).toBe(true)
    edges.add(changed.join())
  }
  const line = (at: (step: number) => number) => Array.from({ length: 8 }, (_, step) => at(step)).join()
  expect([...edges].sort()).toEqual([line(i => i), line(i => 56 + i), line(i => i * 8), line(i => i * 8 + 7)].sort())
})

test('a patch that is to be shrunk is cut larger, as far as there is room, and degraded before', async () => {
  const seen: number[] = []
  const look: Degradation = {
    ...topRow,
    apply(picture, random) {
      seen.push(picture.width)
      return topRow.apply(picture, random)
    },
  }
  const folder = await openCleanFolder(await pictureFolder(['1.png']))
  const { width, height } = await folder.picture(0)
  const sizes = async (shrink: number) => {
    seen.length = 0
    for (let seed = 0; seed < 40; seed++) {
      const { input, target } = await degradedSource(folder, only(look), { shrink }).sample(0, 8, new Random(seed))
      expect([input.width, input.height, target.width, target.height]).toEqual([8, 8, 8, 8])
    }
    return [Math.min(...seen), Math.max(...seen)]
  }
  expect(await sizes(1)).toEqual([8, 8])
  const [least, most] = await sizes(0.8)
  expect(least).toBeLessThanOrEqual(9)
  expect(most).toBe(10)
  expect((await sizes(0.01))[1]).toBe(Math.min(width, height))
})

test('a patch that is to be enlarged is cut smaller and is of full size when it is degraded', async () => {
  const folder = await openCleanFolder(await pictureFolder(['1.png']))
  const sizes = new Set<number>()
  const look: Degradation = {
    ...topRow,
    apply(picture, random) {
      sizes.add(picture.width)
      return topRow.apply(picture, random)
    },
  }
  const roughness = async (enlarge: number) => {
    let sum = 0
    for (let seed = 0; seed < 20; seed++) {
      const { input, target } = await degradedSource(folder, only(look), { enlarge }).sample(0, 8, new Random(seed))
      expect([input.width, input.height, target.width, target.height]).toEqual([8, 8, 8, 8])
      for (let i = 3; i < target.data.length; i++) {
        if (i % 24 >= 3) sum += Math.abs(target.data[i] - target.data[i - 3])
      }
    }
    return sum
  }
  expect(await roughness(4)).toBeLessThan(0.8 * (await roughness(1)))
  expect([...sizes]).toEqual([8])
})

test('colours are made stronger before a patch is degraded', async () => {
  const folder = await openCleanFolder(await pictureFolder(['1.png']))
  const strength = async (saturation: number) => {
    const { input, target } = await degradedSource(folder, only(topRow), { saturation }).sample(0, 8, new Random(1))
    const same = Array.from({ length: 64 }, (_, pixel) => pixel * 3).filter(i => input.data[i] === target.data[i])
    expect(same.length).toBeGreaterThanOrEqual(56)
    let sum = 0
    for (let i = 0; i < target.data.length; i += 3) sum += Math.abs(target.data[i] - target.data[i + 2])
    return sum
  }
  expect(await strength(3)).toBeGreaterThan(await strength(1))
})

test('a share of the patches has its channels in another order, the input as the target', async () => {
  const folder = await openCleanFolder(await pictureFolder(['1.png']))
  let changed = 0
  for (let seed = 0; seed < 60; seed++) {
    const [plain, other] = await Promise.all(
      [0, 0.5].map(recolour => degradedSource(folder, only(topRow), { recolour }).sample(0, 8, new Random(seed))),
    )
    const sums = (data: Uint8Array) =>
      [0, 1, 2].map(c => data.reduce((sum, value, i) => (i % 3 === c ? sum + value : sum), 0))
    expect(sums(other.target.data).sort()).toEqual(sums(plain.target.data).sort())
    expect(other.input.data.filter((value, i) => value !== other.target.data[i]).every(value => value === 255)).toBe(
      true,
    )
    if (sums(other.target.data).join() !== sums(plain.target.data).join()) changed++
  }
  expect(changed).toBeGreaterThan(15)
  expect(changed).toBeLessThan(45)
})

test('an upright patch is mirrored at most', async () => {
  const photos = await openCleanFolder(await pictureFolder(['1.png']))
  const edges = new Set<string>()
  for (let seed = 0; seed < 40; seed++) {
    const { input, target } = await degradedSource(photos, only(topRow), { upright: true }).sample(
      0,
      8,
      new Random(seed),
    )
    const changed = Array.from({ length: 64 }, (_, pixel) => pixel).filter(
      pixel => input.data[pixel * 3] !== target.data[pixel * 3],
    )
    edges.add(changed.join())
  }
  expect([...edges]).toEqual(['0,1,2,3,4,5,6,7'])
})

test('pairs are shrunk at the same place', async () => {
  const folder = await pictureFolder(['1.png'])
  const pairs = await openPairs(folder, folder)
  const { input: picture } = await pairs.pictures(0)
  const wide = picture.height - 1
  const squares = Array.from({ length: picture.width - wide + 1 }, (_, x) =>
    [0, 1].map(y => shrinkSquare(crop(picture, { x, y, width: wide, height: wide }), 4)),
  ).flat()
  const expected = new Set(squares.flatMap(square => [square.data.join(), flip(square).data.join()]))
  const factor = 4 / wide
  for (let seed = 0; seed < 20; seed++) {
    const shrink = { from: factor, to: factor }
    const { input, target } = await pairSource(pairs, 'dehaze', { shrink, upright: true }).sample(
      0,
      4,
      new Random(seed),
    )
    expect(expected).toContain(input.data.join())
    expect(target).toEqual(input)
  }
})

test('upright pairs are mirrored at most, too', async () => {
  const folder = await pictureFolder(['1.png'])
  const pairs = await openPairs(folder, folder)
  const { input: picture } = await pairs.pictures(0)
  const places = Array.from({ length: picture.width - 8 + 1 }, (_, x) =>
    Array.from({ length: picture.height - 8 + 1 }, (_, y) => crop(picture, { x, y, width: 8, height: 8 })),
  ).flat()
  const mirrored = new Set(places.flatMap(place => [place.data.join(), flip(place).data.join()]))
  const strays = async (upright: boolean) => {
    let count = 0
    for (let seed = 0; seed < 40; seed++) {
      const { input } = await pairSource(pairs, 'dehaze', { upright }).sample(0, 8, new Random(seed))
      if (!mirrored.has(input.data.join())) count++
    }
    return count
  }
  expect(await strays(true)).toBe(0)
  expect(await strays(false)).toBeGreaterThan(20)
})
