import { DataError, UsageError } from '@dfpir/core'
import { constant, graphDef, operation, placeholder, variable } from './fixtures/graph-def.js'
import type { TensorflowSession } from './session.js'
import type { TensorValue } from './tensor.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

let tensorflow: Tensorflow
const sessions: TensorflowSession[] = []

beforeAll(async () => {
  tensorflow = await loadTensorflow()
}, 600_000)

afterEach(async () => {
  for (const session of sessions.splice(0)) await session.close()
})

function open(nodes: Parameters<typeof graphDef>[0], options = {}): TensorflowSession {
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

test('a fed product and sum come back with their shape', async () => {
  const session = open(affine)
  const { y } = await session.run({ feeds: { x: floats([2, 2], 1, 0, 1, 1) }, fetches: ['y'] })
  expect(y).toEqual(floats([2, 2], 11, 22, 14, 26))
})

test('a typed array that is a window of a larger buffer is fed as that window', async () => {
  const session = open(affine)
  const data = Float32Array.of(9, 9, 1, 0, 9).subarray(2, 4)
  const { y } = await session.run({ feeds: { x: { shape: [1, 2], data } }, fetches: ['y'] })
  expect([...y.data]).toEqual([11, 22])
})
