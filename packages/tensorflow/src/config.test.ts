import { readdir } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { UsageError } from '@dfpir/core'
import { bf16Support } from '@dfpir/core/node'
import { type SessionOptions, sessionConfig } from './config.js'
import { constant, graphDef, operation, placeholder } from './fixtures/graph-def.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

let tensorflow: Tensorflow

beforeAll(async () => {
  tensorflow = await loadTensorflow()
})

const size = 64
// Numbers with more digits than bfloat16 keeps.
const numbers = Float32Array.from({ length: size * size }, (_, index) => 1 + ((index * 37) % 101) / 1000)

async function product(options: SessionOptions): Promise<Float32Array> {
  const graph = [
    placeholder('x', [size, size]),
    constant('w', [size, size], [...numbers]),
    operation('y', 'MatMul', ['x', 'w']),
    operation('z', 'MatMul', ['y', 'w']),
  ]
  await using session = tensorflow.createSession(graphDef(graph), options)
  const { z } = await session.run({ feeds: { x: { shape: [size, size], data: numbers } }, fetches: ['z'] })
  return Float32Array.from(z.data)
}

test('options are written as ConfigProto fields', () => {
  const plain = [0x10, 2, 0x28, 3, 0x32, 2, 0x20, 1, 0x38, 1, 0x48, 1, 0x52]
  expect([...sessionConfig({ threads: 2, interOpThreads: 3 })]).toEqual([...plain, 2, 0x52, 0])
  const noGpu = [0x0a, 7, 0x0a, 3, 0x47, 0x50, 0x55, 0x10, 0] // device_count { GPU: 0 }
  expect([...sessionConfig({ threads: 2, interOpThreads: 3, device: 'cpu' })]).toEqual([...noGpu, ...plain, 2, 0x52, 0])
  const bf16 = [...sessionConfig({ threads: 300, bf16: true })]
  expect(bf16.slice(0, 6)).toEqual([0x10, 0xac, 0x02, 0x28, 0xac, 0x02])
  expect(bf16.slice(-7)).toEqual([0x52, 5, 0x52, 3, 0xf8, 0x01, 1])
  expect([...sessionConfig({ rewrite: false })].slice(-7)).toEqual([0x52, 5, 0x52, 3, 0x98, 0x01, 1])
  expect([...sessionConfig({ f16: true })].slice(-7)).toEqual([0x52, 5, 0x52, 3, 0xb8, 0x01, 1])
  expect(sessionConfig({ device: 'cuda:1' })).toEqual(sessionConfig({ device: 'auto' })) // nodes name the card
  expect(() => sessionConfig({ bf16: true, rewrite: false })).toThrow('bf16 needs graph rewriting')
  expect(() => sessionConfig({ f16: true, rewrite: false })).toThrow('f16 needs graph rewriting')
  expect(() => sessionConfig({ device: 'gpu' as 'cuda' })).toThrow(UsageError)
})

test('bf16 computes products in bfloat16 where the processor has it: near the exact ones, but not equal', async () => {
  const [exact, rounded] = [await product({}), await product({ bf16: true })]
  const worst = exact.reduce((most, value, index) => Math.max(most, Math.abs(rounded[index] / value - 1)), 0)
  expect(worst).toBeLessThan(0.01)
  if (bf16Support() === 'hardware') expect(worst).toBeGreaterThan(1e-5)
})

test('a graph that is not rewritten computes the same', async () => {
  expect(await product({ rewrite: false })).toBeWithin(1e-4, await product({}))
})

if (process.platform === 'linux') {
  test('each session has the threads it asks for, and gives them back', async () => {
    const count = async () => (await readdir('/proc/self/task')).length
    const open = (threads: number) =>
      tensorflow.createSession(graphDef([constant('c', [], [1])]), { threads, interOpThreads: 1 })
    await open(1).dispose()
    const before = await count()
    const few = open(3)
    const withFew = await count()
    const many = open(9)
    const withMany = await count()
    await Promise.all([few.dispose(), many.dispose()])
    expect(withMany - withFew).toBe(withFew - before + 6)
    while ((await count()) > before) await sleep(10) // threads that stay let the test run out of time
  })
}

test('the processor is among the devices', () => {
  expect(tensorflow.devices()).toContainEqual(expect.objectContaining({ type: 'CPU' }))
})

test('a library says its version', () => {
  expect(tensorflow.version).toMatch(/^\d+\.\d+\.\d+/)
})
