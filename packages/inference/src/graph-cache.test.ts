import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PreparedGraph } from '@dfpir/engines'
import { GraphCache, graphCacheFolder } from './graph-cache.js'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dfpir-graphs-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A graph whose bytes are all of one value. */
function graph(value: number, size = 1000): PreparedGraph {
  return { inputs: new Map([['input', [1, 8, 16, 3]]]), outputs: ['residual'], bytes: new Uint8Array(size).fill(value) }
}

/** Reads through the cache and says whether the graph had to be made. */
async function prepared(cache: GraphCache, key: string, size?: number) {
  let made = false
  const result = await cache.prepared(key, async () => {
    made = true
    return graph(key.length, size)
  })
  return { made, result }
}

const files = () => readdirSync(folder).map(name => join(folder, name))

test('a graph is made once and the same afterwards, in another process too', async () => {
  const first = await prepared(new GraphCache({ folder }), 'key')
  const second = await prepared(new GraphCache({ folder }), 'key')
  expect([first.made, second.made]).toEqual([true, false])
  expect({ ...second.result, bytes: Uint8Array.from(second.result.bytes) }).toEqual(graph(3))
  expect((await prepared(new GraphCache({ folder }), 'other')).made).toBe(true)
})

test('a damaged, shortened, lengthened or empty entry is made anew and mended', async () => {
  const cache = new GraphCache({ folder })
  await prepared(cache, 'key')
  const [path] = files()
  const whole = readFileSync(path)
  const damages = [
    whole.with(whole.length - 5, 77),
    whole.with(10, 0x39),
    Buffer.from(whole.toString('latin1').replace('residual', 'residuum'), 'latin1'),
    whole.subarray(0, -1),
    Buffer.concat([whole, Buffer.of(3)]),
    Buffer.alloc(0),
    Buffer.from('{"checksum":1} null\n'),
    Buffer.from('{} }\n'),
    Buffer.alloc(5000, 7),
  ]
  for (const damage of damages) {
    writeFileSync(path, damage)
    expect(await prepared(cache, 'key')).toMatchObject({ made: true })
    expect(readFileSync(path)).toEqual(whole)
  }
})

test('what was used least recently goes first, and the latest stays whatever it takes', async () => {
  const cache = new GraphCache({ folder, bytes: 4000 })
  for (const key of ['a', 'bb', 'ccc']) {
    await prepared(cache, key)
    for (const path of files()) utimesSync(path, 0, statSync(path).mtimeMs / 1000 - 100) // time passes
  }
  expect((await prepared(cache, 'a')).made).toBe(false)
  await prepared(cache, 'dddd')
  const made = []
  for (const key of ['a', 'ccc', 'dddd', 'bb']) made.push((await prepared(cache, key)).made)
  expect(made).toEqual([false, false, false, true])
  await prepared(cache, 'large', 10_000)
  expect(files()).toHaveLength(1)
  expect((await prepared(cache, 'large')).made).toBe(false)
})

test('what a killed process left half written is removed when it is old', async () => {
  for (const [name, age] of [
    ['old.tmp', 7200],
    ['new.tmp', 10],
  ] as const) {
    writeFileSync(join(folder, name), '')
    utimesSync(join(folder, name), 0, Date.now() / 1000 - age)
  }
  await prepared(new GraphCache({ folder }), 'key')
  expect(readdirSync(folder)).toHaveLength(2)
  expect(readdirSync(folder)).toContain('new.tmp')
})

test('a folder that cannot be written is no failure, and is said once', async () => {
  writeFileSync(join(folder, 'file'), '')
  const warnings: string[] = []
  const cache = new GraphCache({ folder: join(folder, 'file', 'graphs'), onWarning: reason => warnings.push(reason) })
  for (const key of ['a', 'a', 'b']) expect((await prepared(cache, key)).made).toBe(true)
  expect(warnings).toEqual([expect.stringMatching(/^cannot write .*: a part of the path is not a folder$/)])
})

test('many at once all succeed', async () => {
  const caches = Array.from({ length: 8 }, () => new GraphCache({ folder, bytes: 3000 }))
  const work = caches.flatMap(cache => ['a', 'bb', 'ccc', 'dddd'].map(key => prepared(cache, key)))
  for (const { result } of await Promise.all(work)) expect(result.bytes).toHaveLength(1000)
})

test('DFPIR_GRAPH_CACHE moves it or switches it off', async () => {
  const before = process.env.DFPIR_GRAPH_CACHE
  try {
    process.env.DFPIR_GRAPH_CACHE = folder
    expect(graphCacheFolder()).toBe(folder)
    process.env.DFPIR_GRAPH_CACHE = 'off'
    const cache = new GraphCache()
    for (const key of ['a', 'a']) expect((await prepared(cache, key)).made).toBe(true)
    process.env.DFPIR_GRAPH_CACHE = ''
    expect(graphCacheFolder()).toMatch(/graphs$/)
  } finally {
    process.env.DFPIR_GRAPH_CACHE = before
  }
})
