import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { makeTinyWheel } from '../fixtures/tiny-wheel.js'
import { findTensorflow, installationFolder } from './find.js'
import { installWheel } from './install.js'
import { writeManifest } from './manifest.js'
import { runPython } from './python.js'
import type { Wheel } from './wheel.js'

const before = { ...process.env }
let wheels: string // a folder with a tiny wheel, for pip's find-links
let wheel: Wheel
let folder: string
let messages: string[]

beforeAll(async () => {
  wheels = await mkdtemp(join(tmpdir(), 'dfpir-wheels-'))
  wheel = await makeTinyWheel(wheels)
})

afterAll(() => rm(wheels, { recursive: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-install-'))
  messages = []
  delete process.env.DFPIR_LIBTENSORFLOW
  Object.assign(process.env, { DFPIR_CACHE: join(folder, 'cache'), PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels })
})

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await rm(folder, { recursive: true, force: true })
})

const install = (given = wheel) => installWheel(given, { onProgress: ({ message }) => messages.push(message) })

/** What the cache holds besides the installation itself. */
async function leftovers(): Promise<string[]> {
  const names = await readdir(join(folder, 'cache', 'libtensorflow')).catch(() => [])
  return names.filter(name => name !== installationFolder().split('/').at(-1))
}

async function failure(given = wheel): Promise<EnvironmentError> {
  const error = await install(given).catch((thrown: unknown) => thrown)
  if (!(error instanceof EnvironmentError)) throw new Error(`not an EnvironmentError: ${error}`)
  expect(await leftovers()).toEqual([])
  return error
}

describe('installing', () => {
  test('two at once both get the two libraries, of which one has fetched them', async () => {
    expect(await findTensorflow()).toBeUndefined()
    const [installed, other] = await Promise.all([install(), install()])
    const { version, libraries } = wheel
    expect(installed).toMatchObject({ version, source: 'cache', path: installationFolder() })
    expect(other).toEqual(installed)
    expect(await findTensorflow()).toEqual(installed)
    const names = libraries.map(({ name }) => name)
    expect((await readdir(installed.path)).sort()).toEqual([...names, 'manifest.json'].sort())
    expect(await readFile(installed.libraries[1], 'utf8')).toBe(names[1].repeat(1000))
    expect(messages.filter(message => message.startsWith('checking'))).toHaveLength(1)
    expect(messages).toContain('waiting for another process that installs TensorFlow')
    expect(messages.at(-1)).toMatch(/^installed libtensorflow/)
    expect(await leftovers()).toEqual([])
  })

  test('a damaged copy, and what an interrupted installation left, are replaced', async () => {
    const { package: name, version, file, sha256, libraries } = wheel
    const files = libraries.map(library => ({ ...library, sha256: '' }))
    await writeManifest(installationFolder(), { package: name, version, wheel: { file, sha256 }, files })
    for (const library of libraries) await writeFile(join(installationFolder(), library.name), 'truncated')
    await mkdir(`${installationFolder()}.part-1-dead`)
    await writeFile(`${installationFolder()}.lock`, `${2 ** 30} ${hostname()}`) // no such process
    expect(await findTensorflow()).toBeUndefined()
    const installed = await install()
    expect(messages[0]).toMatch(/^the cached copy is damaged \(.* has 9 bytes instead of \d+\): fetching it again$/)
    expect(await readFile(installed.libraries[0], 'utf8')).toBe(libraries[0].name.repeat(1000))
    expect(await leftovers()).toEqual([])
  })
})

describe('failing', () => {
  test('no Python', async () => {
    process.env.PATH = folder
    const { message, hint } = await failure()
    expect(message).toMatch(/needs Python 3, and no python3 is on the PATH/)
    expect(hint).toMatch(/Install Python 3 with pip.*DFPIR_LIBTENSORFLOW/)
  })

  test('a Python without pip', async () => {
    await runPython('python3', ['-m', 'venv', '--without-pip', join(folder, 'venv')])
    process.env.PATH = join(folder, 'venv', 'bin')
    expect((await failure()).message).toMatch(/needs pip, and python3 3\.\d+\.\d+ has none/)
  })

  test('no network', async () => {
    delete process.env.PIP_NO_INDEX
    delete process.env.PIP_FIND_LINKS
    Object.assign(process.env, { PIP_INDEX_URL: 'http://127.0.0.1:9/simple', PIP_RETRIES: '0', PIP_TIMEOUT: '1' })
    const { message, hint } = await failure()
    expect(message).toMatch(/cannot download tensorflow.*: pip's package index cannot be reached/)
    expect(hint).toMatch(/Check the network/)
  })

  test('an index without the wheel', async () => {
    process.env.PIP_FIND_LINKS = folder
    expect((await failure()).message).toMatch(/index does not offer it/)
  })

  test('another file under the same name', async () => {
    const { message } = await failure({ ...wheel, sha256: '0'.repeat(64) })
    expect(message).toMatch(/is not the published file: expected .* 0{64}, came .* [0-9a-f]{64}$/)
    expect(await findTensorflow()).toBeUndefined()
  })

  test('a wheel without the libraries', async () => {
    const libraries = [{ name: 'libabsent.so', bytes: 1 }]
    expect((await failure({ ...wheel, libraries })).message).toMatch(/cannot unpack .*libabsent.so/)
  })

  test('too little room', async () => {
    const { message, hint } = await failure({ ...wheel, bytes: 1e18 })
    expect(message).toMatch(/needs 2000000000000 MB in .*, and \d+ MB are free/)
    expect(hint).toMatch(/^Free \d+ MB/)
  })

  test('a cache that cannot be made', async () => {
    process.env.DFPIR_CACHE = join(wheels, wheel.file)
    const { message, hint } = await failure()
    expect(message).toMatch(/cannot write .*ENOTDIR/)
    expect(hint).toMatch(/DFPIR_CACHE/)
    await access(join(wheels, wheel.file))
  })
})
