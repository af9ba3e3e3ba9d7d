import { mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkInstalledFolder } from '@dfpir/core/node'
import { findLibrary, installationFolder } from './find.js'
import { makeTinyWheel, tinyProgram, tinySource } from './fixtures/tiny-wheel.js'
import { installLibrary, libraryDownload } from './install.js'
import { allWheels, type LibrarySource, type Wheel, wheelFile } from './wheel.js'

const before = { ...process.env }
let folder: string
let source: LibrarySource
let wheels: readonly Wheel[]

const companion = (name: string, changes: Partial<Wheel> = {}): Partial<Wheel> => ({
  ...{ package: `maker-${name}-cu12`, version: '9.8.7', build: undefined, python: 'py3-none' },
  ...{ folder: `maker/${name}`, place: `maker/${name}`, ...changes },
})

/** A wheel with libraries, and two that go beside it: one under two platform tags, one with a program. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-several-'))
  const links = join(folder, 'links')
  await mkdir(links)
  const [{ tag }] = Object.values(tinySource().wheels)
  const tags = process.platform === 'linux' ? `${tag.replace('_2_17_', '2014_')}.${tag}` : tag
  const beside = [
    await makeTinyWheel(links, companion('math', { tag: tags, files: [{ name: 'lib/libm.so.1', bytes: 13_000 }] })),
    await makeTinyWheel(links, companion('tool', { files: [tinyProgram] })),
  ]
  const main = await makeTinyWheel(links, { folder: 'tiny', place: 'tiny' })
  source = { ...tinySource({ ...main, beside }), variant: 'big' }
  wheels = allWheels(Object.values(source.wheels)[0])
  Object.assign(process.env, { DFPIR_CACHE: join(folder, 'cache'), PIP_NO_INDEX: '1', PIP_FIND_LINKS: links })
  delete process.env.DFPIR_TINY
})

afterEach(() => rm(join(folder, 'cache'), { recursive: true, force: true }))

afterAll(async () => {
  for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name]
  Object.assign(process.env, before)
  await rm(folder, { recursive: true })
})

test('each wheel has its place in one installation, under the name of its variant', async () => {
  const messages: string[] = []
  const installed = await installLibrary(source, { onProgress: ({ message }) => messages.push(message) })
  const root = installationFolder(source)
  expect(root).toMatch(/1\.2\.3-big-\w+-\w+$/)
  expect(installed).toMatchObject({ variant: 'big', version: '1.2.3', path: join(root, 'tiny'), source: 'cache' })
  expect(await findLibrary(source)).toEqual(installed)
  expect(await findLibrary({ ...source, variant: undefined })).toBeUndefined()
  expect(await readFile(join(root, 'maker', 'math', 'lib', 'libm.so.1'), 'utf8')).toMatch(/^(lib\/libm\.so\.1){1000}$/)
  expect((await readdir(root)).sort()).toEqual(['maker', 'manifest.json', 'tiny'])
  expect(messages.filter(message => message.startsWith('downloading'))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^downloading maker-tool-cu12 9\.8\.7 \(3 of 3\): 0 of 1 MB$/)]),
  )
})

test('a program stays one, and a library becomes none', async () => {
  await installLibrary(source)
  const mode = async (...path: string[]) => (await stat(join(installationFolder(source), ...path))).mode & 0o111
  expect(await mode('maker', 'tool', 'bin', 'program')).not.toBe(0)
  expect(await mode('maker', 'math', 'lib', 'libm.so.1')).toBe(0)
})

test('the manifest names every wheel and file, and a damaged companion is a damaged copy', async () => {
  await installLibrary(source)
  const checked = await checkInstalledFolder(installationFolder(source))
  expect(checked).toMatchObject({
    manifest: { wheels: wheels.map(wheel => ({ file: wheelFile(wheel), sha256: wheel.sha256 })) },
  })
  expect(checked).toHaveProperty('manifest.files.length', 4)
  await rm(join(installationFolder(source), 'maker', 'math'), { recursive: true })
  expect(await findLibrary(source)).toBeUndefined()
})

test('one wheel that is not the pinned one leaves nothing', async () => {
  const [main, math, tool] = wheels
  const wrong = { ...main, beside: [math, { ...tool, sha256: '0'.repeat(64) }] }
  const changed = { ...source, wheels: { [`${process.platform}-${process.arch}`]: wrong } }
  await expect(installLibrary(changed)).rejects.toThrow('maker_tool_cu12')
  expect(await readdir(join(folder, 'cache', 'tiny'))).toEqual([])
})

test('what it costs is the sum; what must be free is the most that lies there at once', () => {
  const [main, math, tool] = [100, 50, 10].map(bytes => ({ ...wheels[0], bytes, headers: [], beside: undefined }))
  const sized = (wheel: Wheel, unpacked: number) => ({ ...wheel, files: [{ name: 'lib', bytes: unpacked }] })
  const wheel = { ...sized(main, 300), beside: [sized(math, 20), sized(tool, 5)] }
  const download = libraryDownload({ ...source, wheels: { [`${process.platform}-${process.arch}`]: wheel } })
  expect(download).toMatchObject({ wheels: 3, downloadBytes: 160, installedBytes: 325, neededBytes: 400 })
})
