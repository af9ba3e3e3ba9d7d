import { findCircles } from './find-circles.js'

const circles = (graph: Record<string, string[]>) => findCircles(new Map(Object.entries(graph)))

test('a tree and paths that meet have none', () => {
  expect(circles({ a: ['b', 'c'], b: ['d'], c: ['d'], d: ['elsewhere'] })).toEqual([])
})

test('two nodes, and a longer way round', () => {
  expect(circles({ a: ['b'], b: ['a'], c: ['d'], d: ['e'], e: ['c', 'a'] })).toEqual([
    ['a', 'b'],
    ['c', 'd', 'e'],
  ])
})

test('circles that share a node are one', () => {
  expect(circles({ a: ['b'], b: ['c', 'a'], c: ['b'] })).toEqual([['a', 'b', 'c']])
})
