import { resource } from '@dfpir/core'
import { GraphPool, type GraphPoolOptions } from './graph-pool.js'

/** A pool whose graphs write down what becomes of them. */
function recordingPool(limit: GraphPoolOptions) {
  const log: string[] = []
  const pool = new GraphPool(limit)
  const compile = (key: string) => async () => {
    log.push(`compile ${key}`)
    return { run: async () => ({}), ...resource(async () => void log.push(`dispose ${key}`)) }
  }
  const request = (key: string, graphBytes = 0, pictureBytes = 0) => ({
    key,
    graphBytes,
    pictureBytes,
    compile: compile(key),
  })
  /** Enters, and gives what makes it leave. */
  const enter = (key: string, graphBytes = 0, pictureBytes = 0, signal?: AbortSignal) => {
    let leave: () => void = () => undefined
    const inside = new Promise<void>(resolve => {
      leave = resolve
    })
    const work = async () => {
      log.push(`enter ${key}`)
      await inside
    }
    const left = pool.use(request(key, graphBytes, pictureBytes), work, signal)
    return { leave, left }
  }
  const visit = async (key: string, graphBytes = 0) => pool.use(request(key, graphBytes), async () => undefined)
  return { pool, enter, visit, log, request }
}

const moment = () => new Promise(resolve => setImmediate(resolve))

test('what was used least recently makes room, before the next is compiled', async () => {
  const { visit, log } = recordingPool({ count: 2, bytes: 100 })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await visit(key)
  expect(log).toEqual(['compile a', 'compile b', 'dispose b', 'compile c', 'dispose c', 'compile b'])
})

test('large graphs make room for each other, and one is let in whatever its size', async () => {
  const { visit, log } = recordingPool({ count: 3, bytes: 100 })
  await visit('a', 40)
  await visit('b', 50)
  await visit('c', 60)
  await visit('d', 500)
  await visit('d', 500)
  expect(log).toEqual(['compile a', 'compile b', 'dispose a', 'dispose b', 'compile c', 'dispose c', 'compile d'])
})

test('what fits works side by side, one graph serves several, and the rest waits its turn', async () => {
  const { enter, log } = recordingPool({ count: 3, bytes: 100 })
  const [first, second] = [enter('a', 50, 10), enter('a', 50, 10)]
  await moment()
  const [third, fourth] = [enter('b', 40), enter('a', 50)]
  await moment()
  expect(log).toEqual(['compile a', 'enter a', 'enter a'])
  first.leave()
  await moment()
  expect(log.slice(3)).toEqual(['compile b', 'enter b', 'enter a'])
  for (const { leave, left } of [second, third, fourth]) {
    leave()
    await left
  }
})

test('who is aborted while waiting for room lets the next one in', async () => {
  const { enter, log } = recordingPool({ count: 3, bytes: 100 })
  const controller = new AbortController()
  const first = enter('a', 60)
  await moment()
  const [second, third] = [enter('b', 60, 0, controller.signal), enter('a', 60)]
  await moment()
  controller.abort(new Error('enough'))
  await expect(second.left).rejects.toThrow('enough')
  await moment()
  expect(log).toEqual(['compile a', 'enter a', 'enter a'])
  first.leave()
  third.leave()
  await Promise.all([first.left, third.left])
})

test('a graph that does not compile is not kept', async () => {
  const { pool, visit, log, request } = recordingPool({ count: 2, bytes: 100 })
  const broken = { ...request('a', 1), compile: () => Promise.reject(new Error('no')) }
  await expect(pool.use(broken, async () => undefined)).rejects.toThrow('no')
  await visit('a')
  await pool.dispose()
  await visit('a')
  expect(log).toEqual(['compile a', 'dispose a', 'compile a'])
})
