import { CompiledCache, type CompiledCacheOptions } from './compiled-cache.js'

/** A cache whose graphs write down what becomes of them. */
function recordingCache(limit: CompiledCacheOptions) {
  const log: string[] = []
  const cache = new CompiledCache(limit)
  const get = (key: string, bytes = 0) =>
    cache.get(key, bytes, async () => {
      log.push(`compile ${key}`)
      return { run: async () => ({}), dispose: async () => void log.push(`dispose ${key}`) }
    })
  return { cache, get, log }
}

test('what was used least recently makes room, before the next is compiled', async () => {
  const { get, log } = recordingCache({ count: 2, bytes: 100 })
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect(log).toEqual(['compile a', 'compile b', 'dispose b', 'compile c', 'dispose c', 'compile b'])
})

test('large graphs make room for each other, and one is kept whatever its size', async () => {
  const { get, log } = recordingCache({ count: 3, bytes: 100 })
  await get('a', 40)
  await get('b', 50)
  await get('c', 60)
  await get('d', 500)
  await get('d', 500)
  expect(log).toEqual(['compile a', 'compile b', 'dispose a', 'dispose b', 'compile c', 'dispose c', 'compile d'])
})

test('a graph that does not compile is not kept', async () => {
  const { cache, get, log } = recordingCache({ count: 2, bytes: 100 })
  await expect(cache.get('a', 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await get('a')
  await cache.clear()
  await get('a')
  expect(log).toEqual(['compile a', 'dispose a', 'compile a'])
})
