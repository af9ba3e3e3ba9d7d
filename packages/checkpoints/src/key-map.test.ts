import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { KeyMap } from './key-map.js'

const map = new KeyMap([
  { torch: 'body.conv.weight', layer: 'body/kernel', kind: 'conv', shape: [3, 3, 2, 4] },
  { torch: 'body.conv.bias', layer: 'body/bias', kind: 'plain', shape: [4] },
  { torch: 'head.weight', layer: 'head/kernel', kind: 'linear', shape: [4, 5] },
])

const zeros = (...shape: number[]): Float32Tensor => {
  return { shape, data: new Float32Array(shape.reduce((product, size) => product * size, 1)) }
}

const stateDict = () =>
  new Map([
    ['head.weight', zeros(5, 4)],
    ['body.conv.weight', { shape: [4, 2, 3, 3], data: Float32Array.from({ length: 72 }, Math.sin) }],
    ['body.conv.bias', zeros(4)],
  ])

/** The message of the error that fails. */
function messageOf(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (DataError.isInstance(error) && error instanceof DataError) return `${error.message}\n${error.hint}`
    throw error
  }
  throw new Error('nothing was thrown')
}

test('there and back again, in the order of the map', () => {
  const layers = map.toLayers(stateDict())
  expect([...layers].map(([name, { shape }]) => [name, shape])).toEqual([
    ['body/kernel', [3, 3, 2, 4]],
    ['body/bias', [4]],
    ['head/kernel', [4, 5]],
  ])
  expect(map.toTorch(layers)).toEqual(stateDict())
})

test('one error lists everything that does not fit', () => {
  const weights = stateDict()
  weights.delete('body.conv.weight')
  weights.set('body.conv.weights', zeros(1))
  weights.set('extra', zeros(1))
  weights.set('head.weight', zeros(4, 5))
  const message = messageOf(() => map.toLayers(weights))
  expect(message).toContain('1 missing (body.conv.weight [4, 2, 3, 3] (nearest: body.conv.weights));')
  expect(message).toContain('2 not part of this network (body.conv.weights, extra);')
  expect(message).toContain('1 of another shape (head.weight: expected [5, 4], got [4, 5]')
})

test('the way back is as strict', () => {
  const layers = map.toLayers(stateDict())
  layers.set('body/bias', zeros(5))
  layers.delete('head/kernel')
  const message = messageOf(() => map.toTorch(layers))
  expect(message).toContain('head/kernel [4, 5]')
  expect(message).toContain('body/bias: expected [4], got [5]')
})

test('too few numbers for the shape do not fit either', () => {
  const weights = stateDict().set('body.conv.bias', { shape: [4], data: new Float32Array(3) })
  expect(messageOf(() => map.toLayers(weights))).toContain('expected [4], got [4] of 3 numbers')
})

test('a common prefix is named', () => {
  const prefixed = new Map([...stateDict()].map(([name, weight]) => [`module.${name}`, weight]))
  expect(messageOf(() => map.toLayers(prefixed))).toContain('prefix "module."')
})

test('long lists are cut', () => {
  const many = new Map([...stateDict(), ...Array.from({ length: 500 }, (_, i) => [`other.${i}`, zeros(1)] as const)])
  const message = messageOf(() => map.toLayers(many))
  expect(message).toContain('500 not part of this network (other.0, other.1, other.2, …)')
  expect(message.split('\n')).toHaveLength(2) // the hint is the second line
})

test('a name used twice is refused', () => {
  const entry = { torch: 'a', layer: 'b', kind: 'plain', shape: [] } as const
  expect(() => new KeyMap([entry, { ...entry, layer: 'c' }])).toThrow(UsageError)
  expect(() => new KeyMap([entry, { ...entry, torch: 'c' }])).toThrow('layer name "b" twice')
})
