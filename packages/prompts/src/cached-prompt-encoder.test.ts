import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { ResourceBase } from '@dfpir/core'
import * as fc from 'fast-check'
import { CachedPromptEncoder } from './cached-prompt-encoder.js'
import { ClipPromptEncoder } from './clip-prompt-encoder.js'
import { golden, tinyClip } from './tiny-clip.test.helper.js'

const root = mkdtempSync(join(tmpdir(), 'dfpir-prompts-'))
const at = (...parts: string[]) => join(root, ...parts)
let clip: ClipPromptEncoder

beforeAll(async () => {
  clip = await ClipPromptEncoder.open(tinyClip, { id: 'tiny/clip@1', onWarning: () => undefined })
})
afterAll(async () => {
  await clip.dispose()
  rmSync(root, { recursive: true })
})

/** Counts the texts that reach an encoder. */
class Counting extends ResourceBase {
  asked: string[] = []

  constructor(readonly id = clip.id) {
    super()
  }

  encode(texts: readonly string[]): Promise<Float32Array[]> {
    this.asked.push(...texts)
    return clip.encode(texts)
  }

  protected async free(): Promise<void> {}
}

test('each text is encoded once, and comes back equal', async () => {
  const counting = new Counting()
  const first = new CachedPromptEncoder(counting, { folder: at('once') })
  const texts = ['rain', 'Regen ü 雨', 'rain', '']
  const made = await first.encode(texts)
  expect(made).toEqual(await clip.encode(texts))
  expect(counting.asked).toEqual(['rain', 'Regen ü 雨', ''])
  expect(await new CachedPromptEncoder(counting, { folder: at('once') }).encode(['', 'rain', 'noise'])).toEqual(
    await clip.encode(['', 'rain', 'noise']),
  )
  expect(counting.asked.slice(3)).toEqual(['noise'])
  made[0].fill(0)
  expect(made[2].some(value => value !== 0)).toBe(true)
})

test('another encoder, or another revision, has entries of its own', async () => {
  const other = new Counting('tiny/clip@2')
  await new CachedPromptEncoder(new Counting(), { folder: at('ids') }).encode(['rain'])
  await new CachedPromptEncoder(other, { folder: at('ids') }).encode(['rain'])
  expect(other.asked).toEqual(['rain'])
  expect(readdirSync(at('ids'))).toHaveLength(2)
})

test.each<[string, (path: string) => void]>([
  ['cut', path => truncateSync(path, 500)],
  ['emptied', path => writeFileSync(path, '')],
  ['of other numbers', path => replace(path, /"embedding":"..../, '"embedding":"AAAA')],
  ['of another text', path => replace(path, '"rain"', '"snow"')],
  ['of another encoder', path => replace(path, 'tiny/clip@1', 'tiny/clip@9')],
  ['without numbers', path => replace(path, /"embedding":"[^"]*"/, '"embedding":""')],
  ['of another kind', path => writeFileSync(path, 'null')],
])('an entry that is %s is made again', async (name, damage) => {
  const folder = at(`damaged ${name}`)
  const expected = await clip.encode(['rain'])
  await new CachedPromptEncoder(new Counting(), { folder }).encode(['rain'])
  const path = join(folder, readdirSync(folder)[0])
  const whole = readFileSync(path)
  damage(path)
  expect(readFileSync(path)).not.toEqual(whole)
  const counting = new Counting()
  expect(await new CachedPromptEncoder(counting, { folder }).encode(['rain'])).toEqual(expected)
  expect(counting.asked).toEqual(['rain'])
  expect(readFileSync(path)).toEqual(whole)
})

function replace(path: string, from: string | RegExp, to: string): void {
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to))
}

test('no damage of a byte changes an embedding', async () => {
  const folder = at('bytes')
  const [expected] = await clip.encode(['rain'])
  await new CachedPromptEncoder(new Counting(), { folder }).encode(['rain'])
  const path = join(folder, readdirSync(folder)[0])
  const whole = readFileSync(path)
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (index, flip) => {
      const damaged = Buffer.from(whole)
      damaged[index] ^= flip
      writeFileSync(path, damaged)
      expect((await new CachedPromptEncoder(new Counting(), { folder }).encode(['rain']))[0]).toEqual(expected)
    }),
    { numRuns: 60 },
  )
})

test('a cache that cannot be written is a warning, once', async () => {
  writeFileSync(at('file'), '')
  const warnings: string[] = []
  const onWarning = (message: string) => void warnings.push(message)
  const cached = new CachedPromptEncoder(new Counting(), { folder: at('file', 'prompts'), onWarning })
  expect(await cached.encode(['rain', 'noise'])).toEqual(await clip.encode(['rain', 'noise']))
  await cached.encode(['rain'])
  expect(warnings).toEqual([expect.stringMatching(/^embeddings are not cached: cannot write /)])
})

/** Encodes texts with the built package in a process of its own. */
async function encodeApart(cache: string, texts: readonly string[], env = {}, ...node: string[]) {
  const args = [...node, resolve(__dirname, 'encode-texts.test.helper.mjs'), tinyClip, cache, ...texts]
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: 'pipe' })
  const code = new Promise<number | null>(done => child.on('close', done))
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)])
  return { code: await code, stderr, embeddings: stdout ? (JSON.parse(stdout) as number[][]) : [] }
}

const short = golden.filter(({ dropped }) => dropped === 0)

test('processes that fill the cache at once all succeed', async () => {
  const texts = short.map(entry => entry.text)
  const runs = await Promise.all([1, 2, 3].map(() => encodeApart(at('shared'), texts)))
  for (const { code, embeddings, stderr } of runs) {
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    embeddings.forEach((embedding, index) => {
      expect(Float32Array.from(embedding)).toBeWithin(1e-4, short[index].embedding)
    })
  }
  expect(readdirSync(at('shared'))).toHaveLength(new Set(texts).size)
})

test('a folder is read without the network', async () => {
  const { code, embeddings, stderr } = await encodeApart(at('offline'), ['rain'], { NO_NETWORK: '1' })
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(Float32Array.from(embeddings[0])).toBeWithin(1e-6, (await clip.encode(['rain']))[0])
})

const withoutTransformers = ['--import', resolve(__dirname, 'refuse-transformers.test.helper.mjs')]

test('what is cached needs no transformers.js; what is not says how to install it', async () => {
  await encodeApart(at('lazy'), ['rain'])
  const known = await encodeApart(at('lazy'), ['rain'], {}, ...withoutTransformers)
  expect(known).toMatchObject({ code: 0, stderr: '' })
  const unknown = await encodeApart(at('lazy'), ['snow'], {}, ...withoutTransformers)
  expect(unknown.code).toBe(1)
  expect(unknown.stderr).toContain('text encoders need transformers.js')
  expect(unknown.stderr).toContain('npm install @xenova/transformers@npm:@huggingface/transformers@^4')
})
