import { DataError, UsageError } from '@dfpir/core'
import { constant, graphDef, type Node, operation, placeholder, variable } from './fixtures/graph-def.js'
import type { TensorflowSession } from './session.js'
import type { TensorValue } from './tensor.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

let tensorflow: Tensorflow
const sessions: TensorflowSession[] = []

beforeAll(async () => {
  tensorflow = await loadTensorflow()
})

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.dispose()
})

function open(nodes: readonly Node[], options = {}): TensorflowSession {
  const session = tensorflow.createSession(graphDef(nodes), options)
  sessions.push(session)
  return session
}

const floats = (shape: number[], ...values: number[]): TensorValue => ({ shape, data: Float32Array.from(values) })

const affine = [
  placeholder('x', [-1, 2]),
  constant('w', [2, 2], [1, 2, 3, 4]),
  constant('b', [2], [10, 20]),
  operation('product', 'MatMul', ['x', 'w']),
  operation('y', 'AddV2', ['product', 'b']),
]

const counter = [
  placeholder('start', [2]),
  placeholder('step', [2]),
  ...variable('count', [2], 'start'),
  { name: 'advance', op: 'AssignAddVariableOp', inputs: ['count', 'step'], attributes: { dtype: { type: 1 } } },
]

describe('values', () => {
  test('a fed product and sum come back with their shape', async () => {
    const session = open(affine)
    const { y } = await session.run({ feeds: { x: floats([2, 2], 1, 0, 1, 1) }, fetches: ['y'] })
    expect(y).toEqual(floats([2, 2], 11, 22, 14, 26))
  })

  test('several fetches come back by the names asked for, in any order, also as name:index', async () => {
    const session = open(affine)
    const fetched = await session.run({ feeds: { x: floats([1, 2], 1, 0) }, fetches: ['y', 'product:0', 'w'] })
    expect(Object.keys(fetched)).toEqual(['y', 'product:0', 'w'])
    expect([...fetched['product:0'].data]).toEqual([1, 2])
    expect(fetched.w.shape).toEqual([2, 2])
  })

  test('a typed array that is a window of a larger buffer is fed as that window', async () => {
    const session = open(affine)
    const data = Float32Array.of(9, 9, 1, 0, 9).subarray(2, 4)
    const { y } = await session.run({ feeds: { x: { shape: [1, 2], data } }, fetches: ['y'] })
    expect([...y.data]).toEqual([11, 22])
  })

  test('an output inside the graph can be fed in place of what computes it', async () => {
    const { y } = await open(affine).run({ feeds: { product: floats([1, 2], 1, 1) }, fetches: ['y'] })
    expect([...y.data]).toEqual([11, 21])
  })

  test('whole numbers, booleans, scalars and empty tensors are carried', async () => {
    const session = open([
      placeholder('i', [2], 3),
      placeholder('b', [2], 10),
      placeholder('u', [], 4),
      placeholder('e', [-1, 3]),
      { name: 'i2', op: 'AddV2', inputs: ['i', 'i'], attributes: { T: { type: 3 } } },
      { name: 'not', op: 'LogicalNot', inputs: ['b'] },
      { name: 'u1', op: 'Identity', inputs: ['u'], attributes: { T: { type: 4 } } },
      operation('e1', 'Square', ['e']),
    ])
    const feeds: Record<string, TensorValue> = {
      i: { shape: [2], data: Int32Array.of(-3, 2 ** 30 - 1) },
      b: { shape: [2], data: Uint8Array.of(1, 0) },
      u: { shape: [], data: Uint8Array.of(200) },
      e: floats([0, 3]),
    }
    const fetched = await session.run({ feeds, fetches: ['i2', 'not', 'u1', 'e1'] })
    expect(fetched.i2).toEqual({ shape: [2], data: Int32Array.of(-6, 2 ** 31 - 2) })
    expect(fetched.not).toEqual({ shape: [2], data: Uint8Array.of(0, 1) })
    expect(fetched.u1).toEqual({ shape: [], data: Uint8Array.of(200) })
    expect(fetched.e1).toEqual(floats([0, 3]))
  })
})

describe('variables', () => {
  test('keep their values from run to run and are changed by targets without fetches', async () => {
    const session = open(counter)
    expect(await session.run({ feeds: { start: floats([2], 1, 2) }, targets: ['count/assign'] })).toEqual({})
    for (let step = 0; step < 3; step++)
      await session.run({ feeds: { step: floats([2], 1, 10) }, targets: ['advance'] })
    const { 'count/read': count } = await session.run({ fetches: ['count/read'] })
    expect([...count.data]).toEqual([4, 32])
  })

  test('belong to their session', async () => {
    const [one, other] = [open(counter), open(counter)]
    await one.run({ feeds: { start: floats([2], 1, 1) }, targets: ['count/assign'] })
    await other.run({ feeds: { start: floats([2], 5, 5) }, targets: ['count/assign'] })
    const { 'count/read': count } = await one.run({ fetches: ['count/read'] })
    expect([...count.data]).toEqual([1, 1])
  })

  test('a read before the first assignment says what is missing', async () => {
    const failure = open(counter).run({ fetches: ['count/read'] })
    await expect(failure).rejects.toThrow(UsageError)
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining('Assign every variable') })
  })
})

describe('refusals', () => {
  const feeds = { x: floats([1, 2], 1, 0) }

  test('an unknown feed names the placeholders and the nearest one', async () => {
    const failure = open(affine).run({ feeds: { X0: feeds.x }, fetches: ['y'] })
    await expect(failure).rejects.toThrow('the graph has no "X0" to feed; its placeholders are x')
    await expect(failure).rejects.toMatchObject({ name: 'UsageError', hint: 'Did you mean "x"?' })
  })

  test('an unknown fetch or target names the results', async () => {
    const session = open(affine)
    await expect(session.run({ feeds, fetches: ['yy'] })).rejects.toThrow('no "yy" to fetch; its results are y')
    await expect(session.run({ feeds, targets: ['train'] })).rejects.toThrow('no "train" to run; its results are y')
    await expect(session.run({ feeds, fetches: ['y:1'] })).rejects.toThrow('no "y:1" to fetch')
  })

  test.each([
    ['a shape that is not the placeholder’s', floats([1, 3], 1, 2, 3), 'expected shape [?, 2], got [1, 3]'],
    ['another rank', floats([2], 1, 2), 'expected shape [?, 2], got [2]'],
    ['fewer numbers than the shape says', floats([2, 2], 1, 2), 'shape [2, 2] needs 4 numbers, got 2'],
    ['another type', { shape: [1, 2], data: Int32Array.of(1, 2) }, 'is float32, got a Int32Array'],
  ])('%s is refused before the run', async (_, x, message) => {
    const failure = open(affine).run({ feeds: { x }, fetches: ['y'] })
    await expect(failure).rejects.toThrow(UsageError)
    await expect(failure).rejects.toThrow(message)
  })

  test('what only shows in the run comes with TensorFlow’s own message, and the session lives on', async () => {
    const session = open([placeholder('a', [-1]), placeholder('b', [-1]), operation('sum', 'AddV2', ['a', 'b'])])
    const failure = session.run({ feeds: { a: floats([2], 1, 2), b: floats([3], 1, 2, 3) }, fetches: ['sum'] })
    await expect(failure).rejects.toThrow(UsageError)
    await expect(failure).rejects.toThrow(/Incompatible shapes: \[2\] vs. \[3\]/)
    const { sum } = await session.run({ feeds: { a: floats([1], 1), b: floats([1], 2) }, fetches: ['sum'] })
    expect([...sum.data]).toEqual([3])
  })

  test('a placeholder that was not fed is named', async () => {
    await expect(open(affine).run({ fetches: ['y'] })).rejects.toThrow(/feed a value for placeholder tensor 'x'/)
  })

  test('a run without anything to do, and a fetch that no array can hold', async () => {
    const session = open(counter)
    await expect(session.run({})).rejects.toThrow('a run needs a fetch or a target')
    await expect(session.run({ fetches: ['count'] })).rejects.toThrow('cannot fetch "count" of type resource')
  })

  test('bytes that are no graph, and graphs that TensorFlow refuses', () => {
    expect(() => tensorflow.createSession(Uint8Array.of(1, 2, 3))).toThrow(DataError)
    const unknown = graphDef([{ name: 'z', op: 'NoSuchOperation' }])
    expect(() => tensorflow.createSession(unknown)).toThrow(/cannot import the graph: .*NoSuchOperation/)
    const dangling = graphDef([operation('z', 'Square', ['nowhere'])])
    expect(() => tensorflow.createSession(dangling)).toThrow(/nowhere/)
  })

  test.each([0.5, -1, Number.NaN])('%p threads', threads => {
    expect(() => tensorflow.createSession(graphDef(affine), { threads })).toThrow(UsageError)
  })
})
