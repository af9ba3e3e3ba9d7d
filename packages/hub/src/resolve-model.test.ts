import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, EnvironmentError, UsageError } from '@dfpir/core'
import { type ResolveModelOptions, resolveModel } from './resolve-model.js'

const commit = 'a1'.repeat(20)
const config = Buffer.from('{"architecture": "dfpir"}')
const weights = Buffer.from('weights'.repeat(50_000))
const sha256 = createHash('sha256').update(weights).digest('hex')
const blob = createHash('sha1').update(`blob ${config.length}\0`).update(config).digest('hex')

/** What the servers were asked, and how the hub answers beyond the usual. */
let asked: { server: 'hub' | 'storage'; path: string; token?: string }[]
let change: (path: string, response: ServerResponse) => boolean
let hub: Server
let storage: Server
let cache: string
const before = { ...process.env }

beforeAll(async () => {
  hub = await listen(answerAsHub)
  storage = await listen(answerAsStorage)
})

beforeEach(async () => {
  asked = []
  change = () => false
  cache = await mkdtemp(join(tmpdir(), 'dfpir-hub-'))
  Object.assign(process.env, { HF_ENDPOINT: address(hub), HF_TOKEN: 'secret' })
  delete process.env.HF_HUB_OFFLINE
})

afterEach(() => rm(cache, { recursive: true }))

afterAll(() => {
  for (const name of ['HF_ENDPOINT', 'HF_TOKEN', 'HF_HUB_OFFLINE']) delete process.env[name]
  Object.assign(process.env, before)
  hub.close()
  storage.close()
})

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(answer)
  await new Promise<void>(done => void server.listen(0, '127.0.0.1', done))
  return server
}

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

function note(server: 'hub' | 'storage', { url = '', headers }: IncomingMessage): string {
  asked.push({ server, path: url, ...(headers.authorization && { token: headers.authorization }) })
  return url
}

/** Answers as huggingface.co does: small files at once, large ones by redirecting to a storage. */
function answerAsHub(request: IncomingMessage, response: ServerResponse): void {
  const path = note('hub', request)
  if (change(path, response)) return
  if (/^\/api\/models\/some\/model\/revision\/(main|v1|pr%2F1)$/.test(path))
    response.end(JSON.stringify({ sha: commit }))
  else if (path === `/some/model/resolve/${commit}/config.json`) {
    response.writeHead(200, { etag: `"${blob}"`, 'content-length': config.length }).end(config)
  } else if (path === `/some/model/resolve/${commit}/model.safetensors`) {
    const linked = { 'x-linked-etag': `"${sha256}"`, 'x-linked-size': String(weights.length) }
    response.writeHead(302, { ...linked, location: `${address(storage)}/large` }).end()
  } else response.writeHead(404).end()
}

function answerAsStorage(request: IncomingMessage, response: ServerResponse): void {
  if (!change(note('storage', request), response)) response.end(weights)
}

const resolve = (id = 'some/model', options: ResolveModelOptions = {}) => resolveModel(id, { cache, ...options })

describe('without the network', () => {
  afterEach(() => expect(asked).toEqual([]))

  test('a path is itself, and the shipped model has a folder', async () => {
    expect(await resolve(cache)).toBe(cache)
    expect(existsSync(join(await resolveModel(), 'model.safetensors'))).toBe(true)
    expect(await resolve('dfpir-small')).toBe(await resolveModel())
  })

  test.each(['dfpir-smal', 'models/net.pth', 'a/b/c', '../x', 'a/..', 'a/b@', 'a/b@../c', '', 'no model'])(
    '%j is none',
    async id => {
      await expect(resolve(id)).rejects.toThrow(UsageError)
    },
  )

  test('a model that is not there yet is not fetched unasked', async () => {
    await expect(resolve('some/model', { download: false })).rejects.toThrow('was not asked for')
    process.env.HF_HUB_OFFLINE = '1'
    await expect(resolve()).rejects.toThrow('HF_HUB_OFFLINE')
  })
})

test('a model is downloaded once, checked and kept', async () => {
  const told: unknown[] = []
  const folder = await resolve('some/model', { onProgress: progress => told.push(progress) })
  expect(await readFile(join(folder, 'config.json'))).toEqual(config)
  expect((await readFile(join(folder, 'model.safetensors'))).equals(weights)).toBe(true)
  expect(told).toContainEqual({ file: 'model.safetensors', done: weights.length, total: weights.length })
  const requests = asked.length
  expect(await resolve()).toBe(folder)
  process.env.HF_HUB_OFFLINE = '1'
  expect(await resolve(`some/model@${commit}`)).toBe(folder)
  expect(asked).toHaveLength(requests)
  expect((await readdir(join(folder, '..'))).sort()).toEqual([commit, 'revisions'])
})

test('the token goes to the hub alone', async () => {
  await resolve('some/model@v1')
  const tokens = (server: string) =>
    new Set(asked.filter(request => request.server === server).map(({ token }) => token))
  expect(tokens('hub')).toEqual(new Set(['Bearer secret']))
  expect(tokens('storage')).toEqual(new Set([undefined]))
})

test('another revision of the same commit is not fetched again', async () => {
  const folder = await resolve()
  asked = []
  expect(await resolve('some/model@pr/1')).toBe(folder)
  expect(asked.map(({ path }) => path)).toEqual(['/api/models/some/model/revision/pr%2F1'])
})

test('several at once fetch it once', async () => {
  const folders = await Promise.all([resolve(), resolve(), resolve('some/model@v1')])
  expect(new Set(folders).size).toBe(1)
  expect(asked.filter(({ server }) => server === 'storage')).toHaveLength(1)
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
  asked = []
  await utimes(file, new Date(0), new Date(0)) // touched, but whole
  await resolve()
  expect(asked).toEqual([])
})

test.each<[string, typeof DataError, string, typeof change]>([
  [
    'other content',
    DataError,
    'is not what the hub says',
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
    'does not name a hash',
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
    'answers 401',
    (_, response) => {
      response.writeHead(401).end()
      return true
    },
  ],
  [
    'no such model',
    UsageError,
    'neither a file some/model nor a model',
    (_, response) => {
      response.writeHead(404).end()
      return true
    },
  ],
  [
    'an answer of another kind',
    DataError,
    'which commit',
    (_, response) => {
      response.end('<html>')
      return true
    },
  ],
  [
    'a circle',
    EnvironmentError,
    'in a circle',
    (path, response) => {
      response.writeHead(302, { location: path }).end()
      return true
    },
  ],
])('%s is refused and leaves nothing', async (_, kind, message, behaviour) => {
  change = behaviour
  await expect(resolve()).rejects.toThrow(kind)
  await expect(resolve()).rejects.toThrow(message)
  const left = await readdir(cache, { recursive: true })
  expect(left.filter(name => /safetensors|config|part|lock|revisions/.test(name))).toEqual([])
  change = () => false
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
  await expect(resolve()).rejects.toThrow('127.0.0.1:9 cannot be reached')
  process.env.HF_ENDPOINT = 'hub'
  await expect(resolve()).rejects.toThrow(UsageError)
})
