import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findTensorflow } from './find.js'
import { libraryNames, wheelFor } from './wheel.js'

let folder: string
const before = process.env.DFPIR_LIBTENSORFLOW

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-find-'))
  process.env.DFPIR_LIBTENSORFLOW = folder
})

afterEach(async () => {
  if (before === undefined) delete process.env.DFPIR_LIBTENSORFLOW
  else process.env.DFPIR_LIBTENSORFLOW = before
  await rm(folder, { recursive: true })
})

async function addLibraries(path: string): Promise<void> {
  await mkdir(path, { recursive: true })
  for (const name of libraryNames()) await writeFile(join(path, name), name)
}

test('DFPIR_LIBTENSORFLOW names a folder with the libraries', async () => {
  await addLibraries(folder)
  expect(await findTensorflow()).toMatchObject({ path: folder, source: 'environment', version: 'unknown' })
})

test.each(['', 'tensorflow'])('or an unpacked wheel, whose version is known (…/%s)', async inside => {
  await addLibraries(join(folder, 'tensorflow'))
  await mkdir(join(folder, 'tensorflow_cpu-2.20.1.dist-info'))
  process.env.DFPIR_LIBTENSORFLOW = join(folder, inside)
  const [framework, main] = libraryNames().map(name => join(folder, 'tensorflow', name))
  expect(await findTensorflow()).toEqual({
    ...{ version: '2.20.1', source: 'environment', path: join(folder, 'tensorflow') },
    libraries: [framework, main],
  })
})

test('a folder without them is an error, not a reason to look elsewhere', async () => {
  await writeFile(join(folder, libraryNames()[0]), 'only one of the two')
  await expect(findTensorflow()).rejects.toMatchObject({
    name: 'EnvironmentError',
    message: expect.stringContaining(`DFPIR_LIBTENSORFLOW is ${folder}, which has no ${libraryNames().join(' and ')}`),
    hint: expect.stringContaining('dfpir setup tensorflow'),
  })
})

test('each platform has its wheel; those without one are told so', () => {
  expect(wheelFor('linux', 'x64', '2.36').file).toBe('tensorflow_cpu-2.21.0-cp312-cp312-manylinux_2_27_x86_64.whl')
  expect(wheelFor('linux', 'arm64', '2.36').package).toBe('tensorflow')
  expect(wheelFor('darwin', 'arm64', '').libraries[1].name).toBe('libtensorflow_cc.2.dylib')
  expect(() => wheelFor('win32', 'x64', '')).toThrow(/2.21.0 cannot be installed here: this is win32-x64/)
  expect(() => wheelFor('linux', 'x64', '2.17')).toThrow('it needs glibc 2.27, this system has glibc 2.17')
  expect(() => wheelFor('linux', 'x64', '')).toThrow('this system has another C library')
})
