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
