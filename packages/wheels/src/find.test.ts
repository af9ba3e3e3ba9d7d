import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLibrary } from './find.js'
import { tinySource } from './fixtures/tiny-wheel.js'
import { wheelFile, wheelFor } from './wheel.js'

let folder: string
const source = tinySource()

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-find-'))
  process.env.DFPIR_TINY = folder
})

afterEach(async () => {
  delete process.env.DFPIR_TINY
  await rm(folder, { recursive: true })
})

async function addLibraries(path: string, names = ['liba.so.1', 'libb.so']): Promise<void> {
  await mkdir(path, { recursive: true })
  for (const name of names) await writeFile(join(path, name), name)
}

test('the environment variable names a folder with the libraries, of whatever version', async () => {
  await addLibraries(folder, ['libb.2.dylib', 'liba.so.7.1', 'liba.so.7.1.txt', 'libab.so', 'libb.h'])
  const libraries = [join(folder, 'liba.so.7.1'), join(folder, 'libb.2.dylib')]
  expect(await findLibrary(source)).toEqual({ path: folder, source: 'environment', version: 'unknown', libraries })
})

test.each(['', 'tiny', 'tiny/libs'])('or an unpacked wheel, whose version is known (…/%s)', async inside => {
  const path = join(folder, 'tiny', 'libs')
  await addLibraries(path)
  await mkdir(join(folder, 'tiny_cpu-1.2.0.dist-info'))
  await mkdir(join(folder, 'other-9.dist-info'))
  process.env.DFPIR_TINY = join(folder, inside)
  expect(await findLibrary(source)).toMatchObject({ version: '1.2.0', source: 'environment', path })
})

test('a folder without them is an error, not a reason to look elsewhere', async () => {
  await addLibraries(folder, ['liba.so'])
  await expect(findLibrary(source)).rejects.toMatchObject({
    name: 'EnvironmentError',
    message: `DFPIR_TINY is ${folder}, which has no liba and libb`,
    hint: expect.stringContaining('dfpir setup tiny'),
  })
})

test('each platform has its wheel; those without one are told so', () => {
  const tag = 'manylinux_2_27_x86_64'
  const wheels = { 'linux-x64': { ...Object.values(source.wheels)[0], tag } }
  const at = (platform: string, glibc: string) => wheelFor({ ...source, wheels }, { platform, arch: 'x64', glibc })
  expect(wheelFile(at('linux', '2.36'))).toBe('tiny_cpu-1.2.3-7-cp312-cp312-manylinux_2_27_x86_64.whl')
  expect(() => at('win32', '')).toThrow(
    'libtiny 1.2.3 cannot be installed here: this is win32-x64, but wheels exist for linux-x64',
  )
  expect(() => at('linux', '2.17')).toThrow('it needs glibc 2.27, but this system has glibc 2.17')
  expect(() => at('linux', '')).toThrow('this system has another C library')
})
