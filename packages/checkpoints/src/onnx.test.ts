import { onnxing, pickling } from '@dfpir/testing'
import { expectRefused } from './expect-refused.test.helper.js'
import { parseCheckpoint } from './read-checkpoint.js'

const { bytes, littleEndian } = pickling
const { message, model, number, varint } = onnxing

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer)
const weight = bytes(number(1, 2), number(1, 1), number(2, 1), message(8, 'weight'), message(9, floats(1, 2)))

test('initializers and metadata are read', () => {
  const listed = bytes(message(1, varint(2)), number(2, 1), message(8, 'listed'), message(4, floats(3, 4)))
  const whole = bytes(number(1, 2), number(2, 7), message(8, 'whole'), message(7, varint(5), varint(-1)))
  const half = bytes(number(1, 1), number(2, 10), message(8, 'half'), number(5, 0x3c00))
  const scalar = bytes(number(2, 11), message(8, 'scalar'), message(10, littleEndian(0, 8)))
  const { format, tensors, metadata } = parseCheckpoint(model(weight, listed, whole, half, scalar))
  expect(format).toBe('onnx')
  expect(metadata).toEqual({ k: 'v' })
  const shown = [...tensors].map(([name, { dtype, shape, data }]) => [
    name,
    dtype,
    shape,
    Buffer.from(data).toString('hex'),
  ])
  expect(shown).toEqual([
    ['weight', 'F32', [2, 1], '0000803f00000040'],
    ['listed', 'F32', [2], '0000404000008040'],
    ['whole', 'I64', [2], '0500000000000000ffffffffffffffff'],
    ['half', 'F16', [1], '003c'],
    ['scalar', 'F64', [], '0000000000000000'],
  ])
})

test.each<[string, Uint8Array, RegExp]>([
  ['no graph', number(1, 9), /no graph/],
  ['two graphs', bytes(model(), message(7)), /no graph/],
  ['a graph that is a number', bytes(number(1, 9), number(7, 1)), /is a number/],
  ['a message that is cut off', model(weight).subarray(0, 20), /more bytes/],
  ['a message of exabytes', bytes(number(1, 9), varint(58), varint(2n ** 48n)), /more bytes/],
  ['a message beyond all lengths', bytes(number(1, 9), varint(58), varint(2n ** 60n)), /too large/],
  ['a number that does not end', bytes('\x08', '\xff'.repeat(11)), /too long/],
  ['a field of number 0', bytes(number(1, 9), '\0\0'), /has no number/],
  ['a group', bytes(number(1, 9), '\x3b\x3c'), /kind 3/],
  [
    'numbers in another file',
    model(bytes(weight, message(13, message(1, 'location'), message(2, '../x')))),
    /another file/,
  ],
  ['numbers said to be elsewhere', model(bytes(weight, number(14, 1))), /another file/],
  ['a name twice', model(weight, weight), /same name/],
  ['a shape that overflows', model(bytes(number(1, 2n ** 62n), weight)), /has the shape/],
  ['a negative size', model(bytes(number(1, -1), weight)), /has the shape/],
  ['too few numbers', model(bytes(number(1, 5), weight)), /8 bytes instead of 40/],
  ['texts', model(bytes(weight, number(2, 8))), /of type 8/],
  ['a million fields', bytes(number(1, 9), '\x10\x01'.repeat(1_000_000)), /over 250000 fields/],
])('%s', (_, file, reason) => {
  expect(expectRefused(file)).toMatch(reason)
})
