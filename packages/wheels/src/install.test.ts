import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { writeManifest } from '@dfpir/core/node'
import { findLibrary, installationFolder } from './find.js'
import { makeTinyWheel, tinyHeader, tinySource } from './fixtures/tiny-wheel.js'
import { installLibrary } from './install.js'
import { runPython } from './python.js'
import { type LibrarySource, type Wheel, wheelFile } from './wheel.js'

const before = { ...process.env }
let wheels: string // a folder with a tiny wheel, for pip's find-links
let wheel: Wheel
let source: LibrarySource
let folder: string
let messages: string[]

beforeAll(async () => {
  wheels = await mkdtemp(join(tmpdir(), 'dfpir-wheels-'))
  wheel = await makeTinyWheel(wheels)
  source = tinySource(wheel)
})

afterAll(() => rm(wheels, { recursive: true }))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-install-'))
  messages = []
  delete process.env.DFPIR_TINY
  Object.assign(process.env, { DFPIR_CACHE: join(folder, 'cache'), PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels })
})

afterEach(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await rm(folder, { recursive: true, force: true })
})

const install = (given = source) => installLibrary(given, { onProgress: ({ message }) => messages.push(message) })

/** What the cache holds besides the installation itself. */
async function leftovers(): Promise<string[]> {
  const names = await readdir(join(folder, 'cache', 'tiny')).catch(() => [])
  return names.filter(name => name !== installationFolder(source).split('/').at(-1))
}

async function failure(changes: Partial<Wheel> = {}): Promise<EnvironmentError> {
  const error = await install(tinySource({ ...wheel, ...changes })).catch((thrown: unknown) => thrown)
  if (!(error instanceof EnvironmentError)) throw new Error(`not an EnvironmentError: ${error}`)
  expect(await leftovers()).toEqual([])
  return error
}

describe('installing', () => {
  test('two at once both get the two libraries, of which one has fetched them', async () => {
    expect(await findLibrary(source)).toBeUndefined()
    const [installed, other] = await Promise.all([install(), install()])
    const { version, files } = wheel
    expect(installed).toMatchObject({ version, source: 'cache', path: installationFolder(source) })
    expect(other).toEqual(installed)
    expect(await findLibrary(source)).toEqual(installed)
    const names = files.map(({ name }) => name)
    expect((await readdir(installed.path)).sort()).toEqual([...names, 'manifest.json'].sort())
    expect(await readFile(installed.libraries[1], 'utf8')).toBe(names[1].repeat(1000))
    expect(messages.filter(message => message.startsWith('checking'))).toHaveLength(1)
    expect(messages).toContain('waiting for another process to install libtiny')
    expect(messages.at(-1)).toMatch(/^installed libtiny/)
    expect(await leftovers()).toEqual([])
  })

  test('headers come with the libraries; an older copy without them is replaced when they are asked for', async () => {
    const { path } = await install()
    const withHeaders = tinySource({ ...wheel, headers: [tinyHeader] })
    expect(await install(withHeaders)).toMatchObject({ path })
    expect(await readdir(path)).not.toContain('include')
    const onProgress = ({ message }: { message: string }) => messages.push(message)
    const installed = await installLibrary(withHeaders, { headers: true, onProgress })
    expect(messages).toContain('the cached copy has no headers: downloading it again')
    expect(await readFile(join(installed.path, tinyHeader.name), 'utf8')).toBe('// a header')
    expect(await leftovers()).toEqual([])
  })

  test('a damaged copy, and what an interrupted installation left, are replaced', async () => {
    const { package: name, version, sha256 } = wheel
    const file = wheelFile(wheel)
    const files = wheel.files.map(entry => ({ ...entry, sha256: '' }))
    await writeManifest(installationFolder(source), { package: name, version, wheels: [{ file, sha256 }], files })
    for (const { name } of files) await writeFile(join(installationFolder(source), name), 'truncated')
    await mkdir(`${installationFolder(source)}.part-1-dead`)
    await writeFile(`${installationFolder(source)}.lock`, `${2 ** 30} ${hostname()}`) // no such process
    expect(await findLibrary(source)).toBeUndefined()
    const installed = await install()
    expect(messages[0]).toMatch(/^the cached copy is damaged \(.* has 9 bytes instead of \d+\): downloading it again$/)
    expect(await readFile(installed.libraries[0], 'utf8')).toBe(files[0].name.repeat(1000))
    expect(await leftovers()).toEqual([])
  })
})

describe('failing', () => {
  test('no Python', async () => {
    process.env.PATH = folder
    const { message, hint } = await failure()
    expect(message).toMatch(/needs Python 3, and no python3 is on the PATH/)
    expect(hint).toMatch(/Install Python 3 with pip.*DFPIR_TINY/)
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
    expect(message).toMatch(/cannot download tiny-cpu 1.2.3: cannot reach pip's package index/)
    expect(hint).toMatch(/Check the network/)
  })

  test('an index without the wheel', async () => {
    process.env.PIP_FIND_LINKS = folder
    expect((await failure()).message).toMatch(/index does not have it/)
  })

  test('another file under the same name', async () => {
    const { message } = await failure({ sha256: '0'.repeat(64) })
    expect(message).toMatch(/is not the published file: expected .* 0{64}, got .* [0-9a-f]{64}$/)
    expect(await findLibrary(source)).toBeUndefined()
  })

  test('a folder of libraries without the headers that are asked for', async () => {
    const { path } = await install()
    process.env.DFPIR_TINY = path
    const asked = installLibrary(tinySource({ ...wheel, headers: [tinyHeader] }), { headers: true })
    await expect(asked).rejects.toMatchObject({
      message: `DFPIR_TINY is ${path}, which has no headers of libtiny`,
      hint: expect.stringContaining('include folder'),
    })
  })

  test('a wheel without the libraries', async () => {
    const files = [{ name: 'libabsent.so', bytes: 1 }]
    expect((await failure({ files })).message).toMatch(/cannot unpack .*libabsent.so/)
  })

  test('too little room', async () => {
    const { message, hint } = await failure({ bytes: 1e18 })
    expect(message).toMatch(/needs 2000000000000 MB in .*, but only \d+ MB are free/)
    expect(hint).toMatch(/^Free \d+ MB/)
  })

  test('a cache that cannot be made', async () => {
    process.env.DFPIR_CACHE = join(wheels, wheelFile(wheel))
    const { message, hint } = await failure()
    expect(message).toMatch(/cannot write .*: a part of the path is not a folder$/)
    expect(hint).toMatch(/DFPIR_CACHE/)
    await access(join(wheels, wheelFile(wheel)))
  })
})
