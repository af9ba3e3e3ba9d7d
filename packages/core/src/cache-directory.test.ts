import { homedir } from 'node:os'
import { join } from 'node:path'
import { cacheDirectory } from './cache-directory.js'

const before = { ...process.env }
afterEach(() => {
  for (const name of ['DFPIR_CACHE', 'XDG_CACHE_HOME']) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
})

test('DFPIR_CACHE goes before everything', () => {
  process.env.DFPIR_CACHE = join('some', 'place')
  process.env.XDG_CACHE_HOME = join('another', 'place')
  expect(cacheDirectory()).toBe(join('some', 'place'))
})

test('otherwise it is a folder of the user’s caches', () => {
  delete process.env.DFPIR_CACHE
  delete process.env.XDG_CACHE_HOME
  expect(cacheDirectory().startsWith(homedir())).toBe(true)
  expect(cacheDirectory()).toMatch(/dfpir$/)
  process.env.DFPIR_CACHE = ''
  expect(cacheDirectory()).not.toBe('')
})
