import { pickling, torchZip } from '@dfpir/testing'
import { expectRefused } from './expect-refused.test.helper.js'
import { parseCheckpoint } from './read-checkpoint.js'

const { bytes, call, dict, global, int, list, littleEndian, pickle, storage, tensor, text, tuple } = pickling

const six = new Uint8Array(24)
const file = (pickled: Uint8Array) => torchZip(pickled, { 0: six })
const value = (...parts: (string | number | Uint8Array)[]) => file(pickle(...parts))
const orderedDict = global('collections', 'OrderedDict')
const repeated = (part: string, count: number) => bytes(part.repeat(count))

test('the honest file that the hostile ones are made from is read', () => {
  const { tensors } = parseCheckpoint(value(dict({ weight: tensor() })))
  expect([...tensors]).toEqual([['weight', { dtype: 'F32', shape: [2, 3], data: six }]])
})

const asksFor = /asks for ".*", which no file of weights needs/

test.each<[string, Uint8Array]>([
  ['os.system', call(global('os', 'system'), text('id'))],
  ['posix.system', call(global('posix', 'system'), text('id'))],
  ['nt.system', call(global('nt', 'system'), text('id'))],
  ['subprocess.Popen', call(global('subprocess', 'Popen'), text('id'))],
  ['builtins.eval', call(global('builtins', 'eval'), text('1'))],
  ['builtins.exec of Python 2', call(global('__builtin__', 'exec'), text('1'))],
  ['__import__', call(global('builtins', '__import__'), text('os'))],
  ['getattr on something allowed', call(global('builtins', 'getattr'), global('torch', 'Size'), text('__class__'))],
  ['operator.attrgetter', call(global('operator', 'attrgetter'), text('system'))],
  ['functools.partial', call(global('functools', 'partial'), orderedDict)],
  ['runpy', call(global('runpy', '_run_code'), text('1'))],
  ['torch.load', call(global('torch', 'load'), text('/etc/passwd'))],
  ['torch.hub.load', call(global('torch.hub', 'load'), text('x'))],
  ['a class of a network', call(global('models.net', 'Net'))],
  ['os.system deep in a state dict', dict({ a: dict({ b: list(call(global('os', 'system'), text('id'))) }) })],
  ['os.system as a hook', call(global('torch._utils', '_rebuild_parameter'), tensor(), '\x88', global('os', 'system'))],
  ['os.system as a type', call(global('torch.storage', '_load_from_bytes'), text('x'))],
  ['STACK_GLOBAL', bytes(text('os'), text('system'), '\x93', tuple(text('id')), 'R')],
  ['STACK_GLOBAL with an attribute of an attribute', bytes(text('torch'), text('serialization.os.system'), '\x93')],
  ['STACK_GLOBAL with names from the memo', bytes(text('os'), 'q\x01', text('system'), 'q\x02', '00h\x01h\x02\x93')],
  ['a name that begins like an allowed one', global('collections', 'OrderedDict.__class__')],
  ['an attribute of every object', global('constructor', 'prototype')],
  ['letters that look alike', bytes(text('collections'), text('OrderedDіct'), '\x93')],
])('%s is not even looked up', (_, part) => {
  expect(expectRefused(value(part))).toMatch(asksFor)
})

test.each<[string, Uint8Array, RegExp]>([
  ['INST', bytes('(ios\nsystem\n'), /INST/],
  ['OBJ', bytes('(', global('collections', 'OrderedDict'), 'o'), /OBJ/],
  ['NEWOBJ', bytes(orderedDict, ')\x81'), /unknown class/],
  ['NEWOBJ with arguments', bytes(global('argparse', 'Namespace'), tuple(int(1)), '\x81'), /takes no arguments/],
  ['NEWOBJ_EX', bytes(orderedDict, ')}\x92'), /NEWOBJ_EX/],
  ['EXT1', bytes('\x82\x01'), /EXT1/],
  ['EXT2', bytes('\x83\x01\x01'), /EXT2/],
  ['EXT4', bytes('\x84\x01\x01\x01\x01'), /EXT4/],
  ['PERSID', bytes('P0\n'), /PERSID/],
  ['NEXT_BUFFER', bytes('\x97'), /NEXT_BUFFER/],
  ['an unknown instruction', bytes('\xff'), /0xff is not a pickle instruction/],
  ['a protocol of the future', bytes('\x80\x06'), /protocol 6/],
  ['a call of a text', bytes(text('f'), ')R'), /not a function/],
  ['a call of a mere name', call(global('torch', 'FloatStorage')), /only be named/],
  ['a call without a tuple', bytes(orderedDict, ']R'), /not a tuple/],
  ['BUILD on a tuple', bytes(')}b'), /a state is set/],
  ['BUILD on a name', bytes(orderedDict, '}b'), /a state is set/],
  ['BUILD of a text', bytes('}', text('x'), 'b'), /a state is set/],
  ['STACK_GLOBAL of numbers', bytes('K\x01K\x02\x93'), /not a text/],
  ['a codec', call(global('_codecs', 'encode'), text('x'), text('zlib')), /only supported for latin1/],
  ['a numpy object', numpyScalar('O8', '<', 8), /not a number/],
  ['a numpy number of another size', numpyScalar('f8', '<', 4), /not a number/],
  ['a big-endian numpy number', numpyScalar('f8', '>', 8), /byte order/],
  ['a parameter of a text', call(global('torch._utils', '_rebuild_parameter'), text('x')), /not a tensor/],
  ['an OrderedDict of a text', call(orderedDict, text('ab')), /not made from a list/],
])('%s is refused', (_, part, message) => {
  expect(expectRefused(value(part))).toMatch(message)
})

function numpyScalar(code: string, order: string, size: number): Uint8Array {
  const type = call(global('numpy', 'dtype'), text(code), '\x89\x88')
  const state = tuple(int(3), text(order), 'NNN', int(-1), int(-1), int(0))
  return call(
    global('numpy._core.multiarray', 'scalar'),
    bytes(type, state, 'b'),
    bytes('C', size, new Uint8Array(size)),
  )
}

/** A list that holds the one before it ten times, again and again: 10^depth items. */
const laughs = (depth: number) =>
  bytes(']q\x00', ...Array.from({ length: depth }, () => `0](${'h\x00'.repeat(10)}eq\x00`))

test.each<[string, Uint8Array, RegExp]>([
  ['a place that is empty', bytes('h\x07'), /memo entry 7 is empty/],
  ['a far place', bytes('j\xff\xff\xff\xff'), /entry 4294967295/],
  ['a place that is no number', bytes('g-1\n'), /not a memo index/],
  ['putting nothing', bytes('q\x00'), /stack is empty/],
  ['a list in itself', bytes(']q\x00h\x00a'), /nested too deep or in themselves/],
  ['a dict in itself', bytes('}q\x00', text('me'), 'h\x00s'), /nested too deep or in themselves/],
  ['a list in a tuple in itself', bytes(']q\x00h\x00\x85a'), /nested too deep or in themselves/],
  ['lists that share lists', laughs(12), /over 100000 values/],
  ['a hundred thousand lists in each other', bytes(repeated(']', 100_000), repeated('a', 99_999)), /nested too deep/],
  ['a million empty dicts', list(repeated('}', 1_000_000)), /over 100000 containers/],
  ['a million instructions', bytes(repeated('N0', 500_000), 'N'), /over 500000 instructions/],
  ['many texts', bytes('](', repeated('\x8c\x01x', 400_000), 'e'), /over 100000 values/],
  ['a name of a million letters', dict({ ['x'.repeat(1_000_000)]: 'N' }), /a name has 100000\d characters/],
  ['two values of one name', dict({ 'a.b': 'N', a: dict({ b: 'N' }) }), /two values have the name "a.b"/],
  [
    'a tensor used ten thousand times',
    bytes(tensor(large()), 'q\x00](', repeated('h\x00', 10_000), 'e'),
    /two values|ends with/,
  ],
])('memo games: %s', (_, part, message) => {
  expect(expectRefused(value(part))).toMatch(message)
})

function large() {
  return { shape: [6], strides: [1] }
}

test.each<[string, Uint8Array, RegExp]>([
  ['BINUNICODE', bytes('X\xff\xff\xff\xff'), /4294967295 more bytes/],
  ['BINUNICODE8', bytes('\x8d', littleEndian(2n ** 40n, 8)), /1099511627776 more bytes/],
  ['BINUNICODE8 beyond all numbers', bytes('\x8d', littleEndian(-1, 8)), /too large for any file/],
  ['BINBYTES', bytes('B\xff\xff\xff\x7f'), /2147483647 more bytes/],
  ['BINBYTES8', bytes('\x8e', littleEndian(2n ** 50n, 8)), /more bytes/],
  ['BYTEARRAY8', bytes('\x96', littleEndian(2n ** 50n, 8)), /more bytes/],
  ['BINSTRING', bytes('T\xff\xff\xff\xff'), /more bytes/],
  ['LONG4', bytes('\x8b\xff\xff\xff\x7f'), /too long/],
  ['LONG4 below nothing', bytes('\x8b\xff\xff\xff\xff'), /-1 bytes is too long/],
  ['FRAME', bytes('\x95', littleEndian(2n ** 50n, 8)), /a frame has/],
  ['a number of a million digits', bytes('L', '9'.repeat(1_000_000), 'L\n'), /does not end within/],
  ['a name without an end', bytes('c', 'x'.repeat(100_000)), /does not end within/],
  ['a text that is not UTF-8', bytes('X\x02\0\0\0\xff\xff'), /not UTF-8/],
  ['INT of letters', bytes('Iabc\n'), /not a whole number/],
  ['FLOAT of code', bytes('F__import__\n'), /not a number/],
])('lengths and lines: %s', (_, part, message) => {
  expect(expectRefused(value(part))).toMatch(message)
})

test.each<[string, Uint8Array]>([
  ['TUPLE without a mark', bytes('NNt')],
  ['POP below a mark', bytes('N(00')],
  ['TUPLE3 of two', bytes('NN\x87')],
  ['a key without a value', bytes('}(NNNu')],
  ['APPEND to a dict', bytes('}Na')],
  ['SETITEM in a list', bytes(']NNs')],
  ['a list as a key', bytes('}]Ns')],
  ['nothing at the end', bytes()],
  ['two values at the end', bytes('NN')],
  ['a mark at the end', bytes('N(')],
])('stack games: %s', (_, part) => {
  expectRefused(value(part))
})

const strided = (shape: (number | bigint)[], strides: (number | bigint)[], offset: number | bigint = 0) =>
  dict({ x: tensor({ shape, strides, offset }) })

test.each<[string, Uint8Array, RegExp]>([
  ['a negative stride', strided([2, 3], [-3, 1], 5), /strides/],
  ['a negative size', strided([-2, 3], [3, 1]), /shape/],
  ['a negative place', strided([2, 3], [3, 1], -1), /starts at -1/],
  ['one number too many', strided([7], [1]), /extends to element 7 of a storage of 6/],
  ['one row too far', strided([2, 3], [3, 1], 1), /extends to element 7/],
  ['a stride too far', strided([2, 3], [4, 1]), /extends to element 7/],
  ['a product that overflows', strided([2 ** 30, 2 ** 30], [0, 0]), /shape/],
  ['a product that wraps around', strided([2n ** 32n, 2n ** 32n, 0], [0, 0, 0]), /shape/],
  ['a reach that overflows', strided([2, 2], [2n ** 53n - 1n, 2n ** 53n - 1n]), /extends/],
  ['a size beyond numbers', strided([2n ** 62n], [1]), /whole numbers/],
  ['an empty tensor outside', strided([0], [1], 7), /extends to element 7/],
  ['a number blown up to terabytes', strided([1e6, 1e6], [0, 0]), /far more than the file/],
  ['more sizes than strides', strided([2, 3], [1]), /more sizes than strides/],
  ['65 axes', strided(Array(65).fill(1), Array(65).fill(1)), /short list/],
  ['sizes that are no tuple', dict({ x: rebuilt(text('6')) }), /short list/],
  ['sizes that are booleans', dict({ x: rebuilt(tuple('\x88')) }), /short list/],
  ['a text as its storage', dict({ x: tensor({ storage: text('0') }) }), /has no numbers/],
  ['lazy signs', dict({ x: lazy() }), /lazy signs/],
])('tensors: %s', (_, part, message) => {
  expect(expectRefused(value(part))).toMatch(message)
})

function rebuilt(size: Uint8Array): Uint8Array {
  return call(global('torch._utils', '_rebuild_tensor'), storage(), int(0), size, tuple(int(1)))
}

function lazy(): Uint8Array {
  const args = [storage(), int(0), tuple(int(6)), tuple(int(1)), '\x89}', dict({ neg: '\x88' })]
  return call(global('torch._utils', '_rebuild_tensor_v2'), ...args)
}

test.each<[string, Uint8Array, RegExp]>([
  ['larger than the file', storage({ count: 10 ** 9 }), /should have 4000000000 bytes, but it has 24/],
  ['smaller than its bytes', storage({ count: 5 }), /should have 20 bytes/],
  ['that is not there', storage({ key: '1' }), /there is none/],
  ['outside the archive', storage({ key: '../../../etc/passwd' }), /there is none/],
  ['of a negative size', storage({ count: -1 }), /a storage has the size -1/],
  ['of a size beyond numbers', storage({ count: 2n ** 60n }), /a storage has the size 1152921504606846976/],
  ['of half a number', storage({ count: bytes('G\x3f\xe0\0\0\0\0\0\0') }), /a storage has the size 0.5/],
  ['has an unknown type', storage({ type: 'ObjectStorage' }), asksFor],
  [
    'of no type',
    bytes(tuple(text('storage'), orderedDict, text('0'), text('cpu'), int(6)), 'Q'),
    /not name a storage of numbers/,
  ],
  [
    'that is a module',
    bytes(tuple(text('module'), orderedDict, text('a.py'), text('code')), 'Q'),
    /not name a storage of numbers/,
  ],
  ['named by no tuple', bytes(text('0'), 'Q'), /not a tuple/],
  ['described in two ways', bytes(list(storage(), storage({ count: 7 }))), /described in two ways/],
])('storages: one %s', (_, part, message) => {
  expect(expectRefused(value(part))).toMatch(message)
})

test('one storage under ten thousand names is refused before it is copied', () => {
  const one = new Uint8Array(4 * 2 ** 16)
  const from = storage({ count: 2 ** 16 })
  const first = tensor({ storage: from, shape: [2 ** 16], strides: [1] })
  const pickled = pickle(
    '}q\x01(',
    text('n'),
    first,
    'q\x00',
    ...Array.from({ length: 10_000 }, (_, i) => [text(`n${i}`), 'h\x00']).flat(),
    'u',
  )
  expect(expectRefused(torchZip(pickled, { 0: one }))).toMatch(/far more than the file/)
})

test('a pickle that is cut off anywhere is refused', () => {
  const whole = pickle(dict({ weight: tensor(), epoch: int(3) }))
  for (let length = 0; length < whole.length; length++) expectRefused(file(whole.subarray(0, length)))
})

test('what is wrong is named with file, place and a way out', () => {
  const evil = pickle(call(global('os', 'system'), text('id')))
  const message = expectRefused(file(evil))
  expect(message).toMatch(/^evil\.pth: it asks for "os\.system".*\(at byte \d+\)$/)
  const at = Number(/at byte (\d+)/.exec(message)?.[1])
  expect(Buffer.from(file(evil)).toString('latin1', at, at + 11)).toBe('cos\nsystem\n')
})
