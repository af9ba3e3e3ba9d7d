import { UsageError } from '@dfpir/core'
import { constant, graphDef, operation, placeholder } from './fixtures/graph-def.js'
import type { TensorflowSession } from './session.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

let tensorflow: Tensorflow

beforeAll(async () => {
  tensorflow = await loadTensorflow()
})

const size = 128
const ones = { shape: [size, size], data: new Float32Array(size * size).fill(1 / size) }

/** x multiplied by itself many times over: long enough that the caller goes on meanwhile. */
function powers(): Uint8Array {
  const steps = Array.from({ length: 200 }, (_, step) =>
    operation(`p${step + 1}`, 'MatMul', [step === 0 ? 'x' : `p${step}`, 'x']),
  )
  return graphDef([placeholder('x', [size, size]), ...steps])
}

async function withSession<T>(graph: Uint8Array, body: (session: TensorflowSession) => Promise<T>): Promise<T> {
  await using session = tensorflow.createSession(graph)
  return await body(session)
}

test('a run leaves the JavaScript thread free', async () => {
  await withSession(powers(), async session => {
    const order: string[] = []
    const run = session.run({ feeds: { x: ones }, fetches: ['p200'] }).then(() => order.push('run'))
    const turn = new Promise(resolve => setImmediate(resolve)).then(() => order.push('event loop'))
    await Promise.all([run, turn])
    expect(order).toEqual(['event loop', 'run'])
  })
})

test('many runs may be under way at once, each with its own feeds', async () => {
  const graph = graphDef([placeholder('x', [-1]), operation('y', 'Square', ['x'])])
  await withSession(graph, async session => {
    const runs = Array.from({ length: 400 }, (_, index) => {
      const data = new Float32Array(1000).fill(index)
      const run = session.run({ feeds: { x: { shape: [1000], data } }, fetches: ['y'] })
      data.fill(-1) // feeds were copied already
      return run
    })
    const results = await Promise.all(runs)
    expect(results.map(({ y }) => y.data[999])).toEqual(results.map((_, index) => index * index))
  })
})

test('dispose waits for runs under way; later runs are refused; disposing again is nothing', async () => {
  const session = tensorflow.createSession(powers())
  const run = session.run({ feeds: { x: ones }, fetches: ['p200'] })
  const order: string[] = []
  const disposed = session.dispose().then(() => order.push('disposed'))
  const late = session.run({ feeds: { x: ones }, fetches: ['p1'] })
  await expect(late).rejects.toThrow(UsageError)
  await expect(late).rejects.toThrow('this session was disposed')
  const { p200 } = await run.finally(() => order.push('ran'))
  expect(p200.data).toBeWithin(1e-4, ones.data)
  await disposed
  await session.dispose()
  expect(order).toEqual(['ran', 'disposed'])
})

test('results stay valid after their session is gone', async () => {
  const { w } = await withSession(graphDef([constant('w', [3], [1, 2, 3])]), session => session.run({ fetches: ['w'] }))
  expect([...w.data]).toEqual([1, 2, 3])
})

test('thousands of runs and a hundred sessions leave no memory behind', async () => {
  const graph = graphDef([placeholder('x', [-1]), operation('y', 'Square', ['x'])])
  const x = { shape: [25_000], data: new Float32Array(25_000) } // 100 kB each way
  const runs = (count: number) =>
    withSession(graph, async session => {
      for (let index = 0; index < count; index++) {
        await session.run({ feeds: { x }, fetches: ['y'] })
        await session.run({ feeds: { x: ones }, fetches: ['y'] }).catch(() => undefined) // refused
        await session.run({ fetches: ['y'] }).catch(() => undefined) // fails inside TensorFlow
      }
    })
  const sessions = async (count: number) => {
    for (let index = 0; index < count; index++) await runs(1)
  }
  await runs(500)
  await sessions(20)
  const before = process.memoryUsage().rss
  await runs(2000) // 400 MB in and out
  await sessions(100)
  expect(process.memoryUsage().rss - before).toBeLessThan(40e6)
})
