import { Random } from '@dfpir/core'
import { type Degradation, rgbPicture } from '@dfpir/degradations'
import { degradedSource, openCleanFolder } from './index.js'
import { pictureFolder } from './temporary-folder.test.helper.js'

/** Makes the first row of a picture white. */
const topRow: Degradation = {
  name: 'top-row',
  apply: ({ width, height, data }) => rgbPicture(width, height, Uint8Array.from(data).fill(255, 0, width * 3)),
}

test('a patch is degraded as it stands in the photograph, then turned together with the clean one', async () => {
  const source = degradedSource(await openCleanFolder(await pictureFolder(['1.png'])), [topRow])
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
      const { input, target } = await degradedSource(folder, [look], { shrink }).sample(0, 8, new Random(seed))
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
