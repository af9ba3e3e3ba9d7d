import { Random, type Task } from '@dfpir/core'
import { type Degradation, gaussianNoise, gaussianNoiseBetween } from '@dfpir/degradations'
import { rgbPicture } from '@dfpir/images'
import { damage, secondDegradation } from './training-damage.js'

/** Where a patch lies makes no difference here. */
const scene = { index: 0, place: { x: 0, y: 0, width: 32, height: 32 } }

const grey = rgbPicture(32, 32, new Uint8Array(32 * 32 * 3).fill(100))

/** Maps every level, and remembers nothing. */
const mapping = (name: string, map: (level: number) => number): Degradation => ({
  name,
  apply: ({ width, height, data }) => rgbPicture(width, height, Uint8Array.from(data, map)),
})
const halve = mapping('halve', level => level / 2)
const raise = mapping('raise', level => level + 50)

async function levels(task: Task, own: Degradation, second: Task, degradation: Degradation) {
  const both = damage({ task, degradations: [own], also: [{ task: second, share: 1, degradation }] })
  const { input, target, prompt } = await both(grey, new Random(1), scene)
  return [input.data[0], target.data[0], prompt]
}

test('a second damage stays in the target; the one that happens first is done first', async () => {
  expect(await levels('lowlight', halve, 'derain', raise)).toEqual([75, 150, 'halve']) // rain falls before it is dark
  expect(await levels('derain', raise, 'lowlight', halve)).toEqual([75, 50, 'raise'])
  expect(await levels('dehaze', raise, 'derain', halve)).toEqual([75, 50, 'raise'])
})

test('what is random about a second damage is the same in the target', async () => {
  const nothing = mapping('derain', level => level)
  const both = damage({
    task: 'derain',
    degradations: [nothing],
    also: [{ task: 'lowlight', share: 1, degradation: gaussianNoise(20) }],
  })
  const { input, target } = await both(grey, new Random(4), scene)
  expect(input.data).toEqual(target.data)
  expect(target.data).not.toEqual(grey.data)
})

test('noise beside another task is light and is removed', async () => {
  const both = damage({
    task: 'lowlight',
    degradations: [halve],
    also: [{ task: 'denoise', share: 1, degradation: secondDegradation('denoise', 'lowlight') }],
  })
  const { input, target } = await both(grey, new Random(2), scene)
  expect(target).toBe(grey)
  expect(new Set(input.data).size).toBeGreaterThan(1)
  for (const level of input.data) expect(Math.abs(level - 50)).toBeLessThan(40)
})

test('each second damage has its share', async () => {
  const also = [
    { task: 'derain', share: 0.2, degradation: raise },
    { task: 'dehaze', share: 0.3, degradation: halve },
  ] as const
  const both = damage({ task: 'lowlight', degradations: [mapping('lowlight', level => level)], also })
  const random = new Random(3)
  const targets: number[] = []
  for (let i = 0; i < 500; i++) targets.push((await both(grey, random, scene)).target.data[0])
  const share = (level: number) => targets.filter(target => target === level).length / 500
  expect(share(150)).toBeCloseTo(0.2, 1)
  expect(share(50)).toBeCloseTo(0.3, 1)
  expect(share(100)).toBeCloseTo(0.5, 1)
})

test.each([
  [9, 15],
  [21, 25],
  [36, 25],
  [44, 50],
])('noise of deviation %d mostly gets the prompt of %d', async (sigma, prompt) => {
  const noisy = damage({
    task: 'denoise',
    degradations: [gaussianNoiseBetween(sigma, sigma)],
    prompts: [15, 25, 50],
  })
  const random = new Random(5)
  const counts = new Map<string, number>()
  for (let i = 0; i < 200; i++) {
    const { prompt } = await noisy(grey, random, scene)
    counts.set(prompt, (counts.get(prompt) ?? 0) + 1)
  }
  expect(counts.get(`denoise-${prompt}`)! / 200).toBeCloseTo(0.8, 1)
  expect(counts.size).toBe(3)
})

test('the level is measured after the JPEG', async () => {
  const clean = rgbPicture(64, 64, new Uint8Array(64 * 64 * 3).fill(128))
  const prompts = Array.from({ length: 101 }, (_, level) => level)
  const deviationOf = async (jpeg: number) => {
    const random = new Random(6)
    const noisy = damage({ task: 'denoise', degradations: [gaussianNoise(30)], prompts, jpeg })
    const drawn: number[] = []
    for (let i = 0; i < 41; i++) {
      drawn.push(Number((await noisy(clean, random, scene)).prompt.slice('denoise-'.length)))
    }
    return drawn.sort((a, b) => a - b)[20]
  }
  expect(Math.abs((await deviationOf(0)) - 30)).toBeLessThanOrEqual(1)
  expect(await deviationOf(1)).toBeLessThan(28)
})
