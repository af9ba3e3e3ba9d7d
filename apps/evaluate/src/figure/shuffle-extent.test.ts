import { Random } from '@dfpir/core'
import { kendallDistance } from '@dfpir/metrics'
import type { PromptOrders } from './order-prompts.js'
import { formatExtent, shuffleExtent } from './shuffle-extent.js'

const places = (count: number) => Int32Array.from({ length: count }, (_, place) => place)

/** Orders of two prompts in one block. */
function ordersOf(...orders: Int32Array[]): PromptOrders {
  const distances = orders.map(a => orders.map(b => kendallDistance(a, b)))
  return { model: 'model', prompts: orders.map((_, i) => `${i}`), blocks: [{ block: 'latent', orders, distances }] }
}

test('orders that swap neighbours move channels by at most one place, and the text gives the reason', () => {
  const swapped = places(64).map(place => (place % 8 < 2 ? place ^ 1 : place)) // a quarter of the channels
  const extent = shuffleExtent(ordersOf(places(64), swapped))
  expect(extent).toEqual({ moved: 1 / 4 / 64 / 2, farthest: 1, kendall: [8 / 2016, 8 / 2016] })
  const [measured, reason] = formatExtent(extent)
  expect(measured).toMatch(/by 0\.2 % of the places .* by 1 place at most\. Kendall's .* 0\.004 to 0\.004\./)
  expect(reason).toContain('init: identity')
})

test('random orders move channels by a third of the places, which needs no reason', () => {
  const orders = [1, 2, 3].map(seed => new Random(seed).permutation(512))
  const extent = shuffleExtent(ordersOf(...orders.map(order => Int32Array.from(order))))
  expect(extent.moved).toBeCloseTo(1 / 3, 1)
  expect(formatExtent(extent)).toHaveLength(1)
})

test('a single prompt has no distances', () => {
  const extent = shuffleExtent(ordersOf(places(4)))
  expect(extent).toEqual({ moved: 0, farthest: 0, kendall: null })
  expect(formatExtent(extent)[0]).not.toContain('Kendall')
})
