import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { EnvironmentError, UsageError } from '@dfpir/core'
import { type LoadPromptEncoderOptions, loadPromptEncoder } from './load-prompt-encoder.js'
import { commit, TestHub } from './test-hub.test.helper.js'

const tinyClip = resolve(__dirname, '../../prompts/fixtures/tiny-clip')
const hub = new TestHub()
const before = { ...process.env }
let cache: string

/** Answers as the hub does for a model with the files of tiny-clip. */
function answerAsClip(path: string, response: ServerResponse): boolean {
  const name = path.split(`/some/model/resolve/${commit}/`)[1]
  if (name === undefined || !existsSync(join(tinyClip, name))) return false
  const content = readFileSync(join(tinyClip, name))
  const etag = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
  response.writeHead(200, { etag: `"${etag}"`, 'content-length': content.length }).end(content)
  return true
}

beforeAll(() => hub.start())

beforeEach(() => {
  hub.asked = []
  hub.change = answerAsClip
  cache = mkdtempSync(join(tmpdir(), 'dfpir-encoder-'))
  process.env.HF_ENDPOINT = hub.address
  delete process.env.HF_HUB_OFFLINE
})

afterEach(() => rmSync(cache, { recursive: true }))

afterAll(() => {
  for (const name of ['HF_ENDPOINT', 'HF_HUB_OFFLINE']) delete process.env[name]
  Object.assign(process.env, before)
  hub.stop()
})

async function encode(location: string, options: LoadPromptEncoderOptions = {}) {
  const encoder = await loadPromptEncoder(location, { cache, ...options })
  const embeddings = await encoder.encode(['rain', 'noise'])
  await encoder.dispose()
  return { id: encoder.id, embeddings }
}

test('a folder is read as it is; the hub is not asked', async () => {
  const { id, embeddings } = await encode(tinyClip)
  expect(id).toMatch(/^sha256:/)
  expect(embeddings.map(embedding => embedding.length)).toEqual([512, 512])
  expect(readdirSync(join(cache, 'prompts'))).toHaveLength(2)
  expect(hub.asked).toEqual([])
})

test('an encoder of the hub is downloaded once and named with its commit', async () => {
  const told = new Set<string>()
  const first = await encode('some/model', {
    onProgress: ({ message }) => told.add(message.replace(/^downloading (.*):.*/, '$1')),
  })
  expect(first.id).toBe(`some/model@${commit}`)
  expect(first.embeddings).toEqual((await encode(tinyClip)).embeddings)
  expect([...told]).toEqual(['config.json', 'tokenizer.json', 'tokenizer_config.json', 'onnx/text_model.onnx'])
  hub.asked = []
  expect(await encode('some/model')).toEqual(first)
  expect(await encode(`some/model@${commit}`, { download: false })).toEqual(first)
  expect(hub.asked).toEqual([])
})

test('other weights are other files, which a repository may lack', async () => {
  await encode('some/model')
  await expect(encode('some/model', { dtype: 'q8' })).rejects.toThrow(
    new EnvironmentError('some/model has no onnx/text_model_quantized.onnx'),
  )
})

test('nothing is fetched unasked, and what is no encoder is said', async () => {
  await expect(encode('some/model', { download: false })).rejects.toThrow('turned off')
  process.env.HF_HUB_OFFLINE = '1'
  await expect(encode('some/model')).rejects.toThrow('HF_HUB_OFFLINE')
  await expect(encode('no encoder')).rejects.toThrow(UsageError)
  await expect(encode('no encoder')).rejects.toMatchObject({ hint: expect.stringContaining('Xenova/clip') })
  expect(hub.asked).toEqual([])
})
