import { CompiledCache } from './compiled-cache.js'

/** A cache of two whose graphs write down what becomes of them. */
function recordingCache() {
  const log: string[] = []
  const cache = new CompiledCache(2)
  const get = (key: string) =>
    cache.get(key, async () => {
      log.push(`compile ${key}`)
      return { run: async () => ({}), dispose: async () => void log.push(`dispose ${key}`) }
    })
  return { cache, get, log }
}

test('what was used least recently makes room, before the next is compiled', async () => {
  const { get, log } = recordingCache()
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) await get(key)
  expect(log).toEqual(['compile a', 'compile b', 'dispose b', 'compile c', 'dispose c', 'compile b'])
})

test('a graph that does not compile is not kept', async () => {
  const { cache, get, log } = recordingCache()
  await expect(cache.get('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  await get('a')
  await cache.clear()
  await get('a')
  expect(log).toEqual(['compile a', 'dispose a', 'compile a'])
})
