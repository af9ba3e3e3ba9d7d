import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, EnvironmentError, UsageError } from '@dfpir/core'
import { type ResolveModelOptions, resolveModel } from './resolve-model.js'
import { blob, type Change, commit, config, TestHub, weights } from './test-hub.test.helper.js'

const hub = new TestHub()
let cache: string
const before = { ...process.env }

beforeAll(() => hub.start())

beforeEach(async () => {
  hub.asked = []
  hub.change = () => false
  cache = await mkdtemp(join(tmpdir(), 'dfpir-hub-'))
  Object.assign(process.env, { HF_ENDPOINT: hub.address, HF_TOKEN: 'secret' })
  delete process.env.HF_HUB_OFFLINE
})

afterEach(() => rm(cache, { recursive: true }))

afterAll(() => {
  for (const name of ['HF_ENDPOINT', 'HF_TOKEN', 'HF_HUB_OFFLINE']) delete process.env[name]
  Object.assign(process.env, before)
  hub.stop()
})

const resolve = (id = 'some/model', options: ResolveModelOptions = {}) => resolveModel(id, { cache, ...options })

describe('without the network', () => {
  afterEach(() => expect(hub.asked).toEqual([]))

  test('a path is itself, and the shipped model has a folder', async () => {
    expect(await resolve(cache)).toBe(cache)
    expect(existsSync(join(await resolveModel(), 'model.safetensors'))).toBe(true)
    expect(await resolve('dfpir-small')).toBe(await resolveModel())
  })

  test.each(['dfpir-smal', 'models/net.pth', 'a/b/c', '../no-such-model', 'a/..', 'a/b@', 'a/b@../c', '', 'no model'])(
    '%j is none',
    async id => {
      await expect(resolve(id)).rejects.toThrow(UsageError)
    },
  )

  test('a model that is not there yet is not fetched unasked', async () => {
    await expect(resolve('some/model', { download: false })).rejects.toThrow('turned off')
    process.env.HF_HUB_OFFLINE = '1'
    await expect(resolve()).rejects.toThrow('HF_HUB_OFFLINE')
  })
})

test('a model is downloaded once, checked and kept', async () => {
  const told: unknown[] = []
  const folder = await resolve('some/model', { onProgress: progress => told.push(progress) })
  expect(await readFile(join(folder, 'config.json'))).toEqual(config)
  expect((await readFile(join(folder, 'model.safetensors'))).equals(weights)).toBe(true)
  expect(told).toContainEqual({
    message: 'downloading model.safetensors: 0.3 of 0.3 MB',
    ...{ done: weights.length, total: weights.length },
  })
  const requests = hub.asked.length
  expect(await resolve()).toBe(folder)
  process.env.HF_HUB_OFFLINE = '1'
  expect(await resolve(`some/model@${commit}`)).toBe(folder)
  expect(hub.asked).toHaveLength(requests)
  expect((await readdir(join(folder, '..'))).sort()).toEqual([commit, 'revisions'])
})

test('the token goes to the hub alone', async () => {
  await resolve('some/model@v1')
  const tokens = (server: string) =>
    new Set(hub.asked.filter(request => request.server === server).map(({ token }) => token))
  expect(tokens('hub')).toEqual(new Set(['Bearer secret']))
  expect(tokens('storage')).toEqual(new Set([undefined]))
})

test('another revision of the same commit is not fetched again', async () => {
  const folder = await resolve()
  hub.asked = []
  expect(await resolve('some/model@pr/1')).toBe(folder)
  expect(hub.asked.map(({ path }) => path)).toEqual(['/api/models/some/model/revision/pr%2F1'])
})

test('several at once fetch it once', async () => {
  const folders = await Promise.all([resolve(), resolve(), resolve('some/model@v1')])
  expect(new Set(folders).size).toBe(1)
  expect(hub.asked.filter(({ server }) => server === 'storage')).toHaveLength(1)
})

test('a damaged copy is noticed and fetched again', async () => {
  const file = join(await resolve(), 'model.safetensors')
  const flipped = Buffer.from(weights)
  flipped[1000] ^= 1
  for (const damaged of [weights.subarray(1), flipped]) {
    await writeFile(file, damaged)
    await resolve()
    expect((await readFile(file)).equals(weights)).toBe(true)
  }
  hub.asked = []
  await utimes(file, new Date(0), new Date(0)) // touched, but whole
  await resolve()
  expect(hub.asked).toEqual([])
})

test.each<[string, typeof DataError, string, Change]>([
  [
    'has changed',
    DataError,
    "does not match the hub's hash",
    (path, response) => {
      if (path === '/large') response.end(weights.toString().toUpperCase())
      return path === '/large'
    },
  ],
  [
    'a file that breaks off',
    EnvironmentError,
    'model.safetensors',
    (path, response) => {
      if (path === '/large') response.write(weights.subarray(0, 1000), () => response.destroy())
      return path === '/large'
    },
  ],
  [
    'a file without a hash',
    DataError,
    'publishes no hash',
    (path, response) => {
      if (path.endsWith('model.safetensors')) response.end(weights)
      return path.endsWith('model.safetensors')
    },
  ],
  [
    'a file that is too large',
    DataError,
    'larger than',
    (path, response) => {
      if (path.endsWith('config.json'))
        response.writeHead(200, { etag: blob, 'content-length': 2 ** 20 + 1 }).end(Buffer.alloc(2 ** 20 + 1))
      return path.endsWith('config.json')
    },
  ],
  [
    'no weights',
    EnvironmentError,
    'has no model.safetensors',
    (path, response) => {
      if (path.endsWith('model.safetensors')) response.writeHead(404).end()
      return path.endsWith('model.safetensors')
    },
  ],
  [
    'a locked model',
    EnvironmentError,
    'responded with 401',
    (_, response) => {
      response.writeHead(401).end()
      return true
    },
  ],
  [
    'no such model',
    UsageError,
    'no file some/model, and no model',
    (_, response) => {
      response.writeHead(404).end()
      return true
    },
  ],
  [
    'an answer of another kind',
    DataError,
    'does not report the commit',
    (_, response) => {
      response.end('<html>')
      return true
    },
  ],
  [
    'an endless answer',
    DataError,
    'does not report the commit',
    (path, response) => {
      if (path.includes('/revision/')) response.end(Buffer.alloc(2 ** 24 + 1, ' '))
      return path.includes('/revision/')
    },
  ],
  [
    'an answer that breaks off',
    EnvironmentError,
    'cannot reach',
    (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{', () => response.destroy())
      return true
    },
  ],
  [
    'a way to nowhere',
    EnvironmentError,
    'which is not a URL',
    (_, response) => {
      response.writeHead(302, { location: 'http://[' }).end()
      return true
    },
  ],
  [
    'a circle',
    EnvironmentError,
    'in a loop',
    (path, response) => {
      response.writeHead(302, { location: path }).end()
      return true
    },
  ],
])('%s is refused and leaves nothing', async (_, kind, message, behaviour) => {
  hub.change = behaviour
  await expect(resolve()).rejects.toThrow(kind)
  await expect(resolve()).rejects.toThrow(message)
  const left = await readdir(cache, { recursive: true })
  expect(left.filter(name => /safetensors|config|part|lock|revisions/.test(name))).toEqual([])
  hub.change = () => false
  expect(existsSync(await resolve())).toBe(true)
})

test('a download can be stopped', async () => {
  const controller = new AbortController()
  const stopped = resolve('some/model', { signal: controller.signal, onProgress: () => controller.abort() })
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' })
  await expect(resolve('some/model', { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' })
})

test('a hub that is not there, or whose address is none', async () => {
  process.env.HF_ENDPOINT = 'http://127.0.0.1:9'
  await expect(resolve()).rejects.toThrow('cannot reach 127.0.0.1:9')
  process.env.HF_ENDPOINT = 'hub'
  await expect(resolve()).rejects.toThrow(UsageError)
})
