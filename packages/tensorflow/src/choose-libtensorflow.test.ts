import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findLibrary, type LibrarySource } from '@dfpir/wheels'
import { bestLibtensorflow, chooseLibtensorflow } from './choose-libtensorflow.js'
import { libtensorflow, libtensorflowCuda } from './libtensorflow.js'

const { PATH, DFPIR_CACHE, DFPIR_LIBTENSORFLOW } = process.env
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-choose-'))
  Object.assign(process.env, { PATH: folder, DFPIR_CACHE: join(folder, 'cache') })
  delete process.env.DFPIR_LIBTENSORFLOW
})

afterEach(async () => {
  for (const [name, value] of Object.entries({ PATH, DFPIR_CACHE, DFPIR_LIBTENSORFLOW })) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await rm(folder, { recursive: true })
})

/** An installation of two libraries with nothing in them but their names. */
async function install({ version, variant, wheels, libraries }: LibrarySource): Promise<void> {
  const build = [version, ...(variant === undefined ? [] : [variant]), process.platform, process.arch].join('-')
  const path = join(folder, 'cache', 'libtensorflow', build)
  const place = Object.values(wheels)[0].place ?? ''
  await mkdir(join(path, place), { recursive: true })
  const files = libraries.map(name => ({ name: join(place, `${name}.so.2`), bytes: name.length }))
  for (const [index, { name }] of files.entries()) await writeFile(join(path, name), libraries[index])
  await writeFile(join(path, 'manifest.json'), JSON.stringify({ version, files }))
}

async function addCard(): Promise<void> {
  await writeFile(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "NVIDIA H100, 81559 MiB"\n')
  await chmod(join(folder, 'nvidia-smi'), 0o755)
}

test('with nothing installed it is the one for processors, card or not: gigabytes come only on request', async () => {
  expect(await chooseLibtensorflow()).toBe(libtensorflow)
  await addCard()
  expect(await chooseLibtensorflow()).toBe(libtensorflow)
})

test('with both installed a card decides', async () => {
  await install(libtensorflow)
  await install(libtensorflowCuda)
  expect(await chooseLibtensorflow()).toBe(libtensorflow)
  await addCard()
  expect(await chooseLibtensorflow()).toBe(libtensorflowCuda)
})

test('with one installed it is that one', async () => {
  await install(libtensorflowCuda)
  expect(await chooseLibtensorflow()).toBe(libtensorflowCuda)
  expect(await findLibrary(libtensorflowCuda)).toMatchObject({
    variant: 'cuda',
    path: expect.stringMatching(/2\.21\.0-cuda-\w+-\w+.tensorflow$/),
  })
  await rm(join(folder, 'cache'), { recursive: true })
  await install(libtensorflow)
  await addCard()
  expect(await chooseLibtensorflow()).toBe(libtensorflow)
})

test('setup takes the one for CUDA where there is a card and such a wheel', async () => {
  expect(await bestLibtensorflow()).toBe(libtensorflow)
  await addCard()
  const exists = process.platform === 'linux' && process.arch === 'x64'
  expect(await bestLibtensorflow()).toBe(exists ? libtensorflowCuda : libtensorflow)
})

test('a library that the user names is the one', async () => {
  await install(libtensorflowCuda)
  await addCard()
  process.env.DFPIR_LIBTENSORFLOW = folder
  expect(await chooseLibtensorflow()).toBe(libtensorflow)
  expect(await bestLibtensorflow()).toBe(libtensorflow)
})
