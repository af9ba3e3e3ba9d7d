import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import type { ParsedEntry } from '@dfpir/datasets'
import { loadPromptEncoder } from '@dfpir/hub'
import { fixedPrompts, vocabularies } from '@dfpir/prompts'
import { trainingPrompts } from './training-prompts.js'

const tinyClip = resolve(__dirname, '../../prompts/fixtures/tiny-clip')
const cache = mkdtempSync(join(tmpdir(), 'dfpir-training-prompts-'))
const before = process.env.DFPIR_CACHE

beforeAll(() => {
  process.env.DFPIR_CACHE = cache
})
afterAll(() => {
  delete process.env.HF_ENDPOINT
  if (before === undefined) delete process.env.DFPIR_CACHE
  else process.env.DFPIR_CACHE = before
  rmSync(cache, { recursive: true })
})

/** Downloads the tiny model as CLIP into the cache, from a hub on this machine that is gone afterwards. */
async function storeEncoder(folder: string): Promise<void> {
  const hub = createServer((request, response) => {
    const { url = '' } = request
    const path = join(folder, url.split(`/resolve/${commit}/`)[1] ?? '')
    if (url.includes('/revision/')) response.end(JSON.stringify({ sha: commit }))
    else if (path === folder || !existsSync(path)) response.writeHead(404).end()
    else {
      const content = readFileSync(path)
      const etag = createHash('sha1').update(`blob ${content.length}\0`).update(content).digest('hex')
      response.writeHead(200, { etag: `"${etag}"`, 'content-length': content.length }).end(content)
    }
  })
  await new Promise<void>(done => void hub.listen(0, '127.0.0.1', done))
  process.env.HF_ENDPOINT = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`
  const encoder = await loadPromptEncoder('Xenova/clip-vit-base-patch32')
  await encoder.dispose()
  hub.close()
}

const commit = 'a1'.repeat(20)

const entries: readonly ParsedEntry[] = [
  { task: 'denoise', sigma: [15, 25], clean: 'a', repeat: 1 },
  { task: 'derain', clean: 'a', repeat: 1 },
  { task: 'denoise', sigma: 25, clean: 'b', repeat: 1 },
  { task: 'derain', clean: 'b', repeat: 1 },
]

test('each prompt once, with fixed embeddings of the detailed texts', async () => {
  const { prompts, encoder, note } = await trainingPrompts(entries, { size: 16 })
  expect(prompts).toEqual([0, 1, 3].map(index => fixedPrompts(undefined, 16)[index]))
  expect(encoder).toBe('fixed')
  expect(note).toBe('prompts are fixed vectors without meaning; CLIP embeddings need a network with promptSize: 512')
})

test('of the size of CLIP’s, they come from CLIP as soon as it is in the cache', async () => {
  const before = await trainingPrompts(entries, { size: 512 })
  expect(before.encoder).toBe('fixed')
  expect(before.note).toMatch(/add prompts: \{ encoder: Xenova\/clip-vit-base-patch32 \}$/)
  await storeEncoder(tinyClip)
  const { encoder, note } = await trainingPrompts(entries, { size: 512 })
  expect(encoder).toMatch(/^Xenova\/clip-vit-base-patch32@/)
  expect(note).toBe('prompts are embeddings of Xenova/clip-vit-base-patch32, from the cache')
})

test('the vocabulary decides on the words', async () => {
  const { prompts } = await trainingPrompts(entries, { size: 8, options: { vocabulary: 'simple' } })
  expect(prompts).toEqual([0, 1, 3].map(index => fixedPrompts(vocabularies.simple, 8)[index]))
})

test("weights' own prompts go on, unless the file says otherwise", async () => {
  const derain = { name: 'derain', task: 'derain', text: 'mine', embedding: new Float32Array(16) } as const
  const known = { prompts: [derain], encoder: 'some/clip@1' }
  const mixed = await trainingPrompts(entries, { size: 16, known })
  expect(mixed.prompts.map(({ name }) => name)).toEqual(['denoise-15', 'denoise-25', 'derain'])
  expect(mixed.prompts[2]).toBe(derain)
  expect(mixed.encoder).toBeUndefined()
  expect((await trainingPrompts([entries[1]], { size: 16, known })).encoder).toBe('some/clip@1')
  const asked = await trainingPrompts([entries[1]], { size: 16, known, options: { vocabulary: 'detailed' } })
  expect(asked.prompts[0].text).toBe('Rain degradation with rain lines')
  const none = await trainingPrompts([entries[1]], { size: 16, known: { prompts: [] } })
  expect(none).toMatchObject({ prompts: [fixedPrompts(undefined, 16)[3]], encoder: 'fixed' })
})

test('an encoder makes the embeddings, of the size that the network takes', async () => {
  const options = { vocabulary: 'detailed', encoder: tinyClip } as const
  const { prompts, encoder } = await trainingPrompts(entries, { size: 512, options })
  expect(encoder).toMatch(/^sha256:/)
  expect(prompts[2].embedding).not.toEqual(fixedPrompts()[3].embedding)
  await expect(trainingPrompts(entries, { size: 8, options })).rejects.toThrow(DataError)
  const nowhere = { ...options, encoder: 'no encoder' }
  await expect(trainingPrompts(entries, { size: 512, options: nowhere })).rejects.toThrow(UsageError)
})
