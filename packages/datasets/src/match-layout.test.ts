import fc from 'fast-check'
import { layoutOfPaths } from './detect-layout.js'
import { gopro } from './layouts/gopro.js'
import { pairLayouts } from './layouts/index.js'
import { resideOts } from './layouts/reside-ots.js'
import { matchLayout } from './match-layout.js'

const word = fc.stringMatching(/^[a-z0-9-]{1,6}$/)
const scenes = fc.dictionary(
  word.filter(name => name !== 'blur' && name !== 'sharp'),
  fc.record({ blur: fc.uniqueArray(word), sharp: fc.uniqueArray(word) }),
)

/** The files of a data set in scenes. */
function filesOf(tree: Record<string, { blur: string[]; sharp: string[] }>): string[] {
  return Object.entries(tree).flatMap(([scene, { blur, sharp }]) => [
    ...blur.map(name => `${scene}/blur/${name}.png`),
    ...sharp.map(name => `${scene}/sharp/${name}.png`),
  ])
}

test('every file is in a pair with the one of its name, or is told to have no partner', () => {
  fc.assert(
    fc.property(scenes, tree => {
      const files = filesOf(tree)
      const blurred = files.filter(path => path.includes('/blur/'))
      const sharp = files.filter(path => path.includes('/sharp/'))
      fc.pre(blurred.length > 0 && sharp.length > 0)
      const { pairs, unmatched } = matchLayout(gopro, files, '')
      for (const { input, target } of pairs) expect(target).toBe(input.replace('/blur/', '/sharp/'))
      expect([...pairs.map(({ input }) => input), ...unmatched.inputs].sort()).toEqual(blurred.sort())
      expect([...pairs.map(({ target }) => target), ...unmatched.targets].sort()).toEqual(sharp.sort())
      for (const path of unmatched.inputs) expect(sharp).not.toContain(path.replace('/blur/', '/sharp/'))
    }),
  )
})

test('pairs keep the order of their inputs, wherever the targets stand', () => {
  fc.assert(
    fc.property(fc.uniqueArray(word, { minLength: 1 }), fc.nat(), (names, seed) => {
      const inputs = names.map(name => `blur/${name}.png`)
      const targets = names.map(name => `sharp/${name}.jpg`)
      const turned = [...targets.slice(seed % names.length), ...targets.slice(0, seed % names.length)]
      const { pairs } = matchLayout(gopro, [...turned, ...inputs], '')
      expect(pairs.map(({ name }) => name)).toEqual(names)
    }),
  )
})

test('a clean picture of OTS is the partner of all hazy ones with its number', () => {
  const hazy = fc.record({ part: fc.integer({ min: 1, max: 4 }), id: fc.integer({ min: 1, max: 9 }), beta: fc.nat(99) })
  fc.assert(
    fc.property(
      fc.uniqueArray(hazy, { minLength: 1, selector: ({ part, id, beta }) => `${part} ${id} ${beta}` }),
      list => {
        const inputs = list.map(({ part, id, beta }) => `synthetic/part${part}/000${id}_0.8_0.${beta}.jpg`)
        const targets = Array.from({ length: 9 }, (_, index) => `original/000${index + 1}.jpg`)
        const { pairs, unmatched } = matchLayout(resideOts, [...inputs, ...targets], '')
        expect(pairs.map(({ target }) => target)).toEqual(list.map(({ id }) => `original/000${id}.jpg`))
        expect(unmatched).toEqual({ inputs: [], targets: [] })
      },
    ),
  )
})

test('no names break the reading: any paths are matched or left out', () => {
  const folder = fc.constantFrom(
    ...pairLayouts.flatMap(({ sides }) => sides.flatMap(side => [side.input, side.target])),
  )
  const path = fc.tuple(fc.array(fc.oneof(folder, word), { maxLength: 3 }), word).map(parts => parts.flat().join('/'))
  fc.assert(
    fc.property(fc.uniqueArray(path), paths => {
      for (const layout of pairLayouts) {
        const { pairs, unmatched } = matchLayout(layout, paths, '')
        for (const { input, target } of pairs) expect(paths).toEqual(expect.arrayContaining([input, target]))
        expect(pairs.length + unmatched.inputs.length).toBeLessThanOrEqual(paths.length)
      }
      expect(layoutOfPaths(paths)).toBeDefined()
    }),
  )
})
