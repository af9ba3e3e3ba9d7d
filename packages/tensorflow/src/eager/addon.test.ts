import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findAddon, prepareAddon } from './addon.js'

const names = ['DFPIR_CACHE', 'DFPIR_LIBTENSORFLOW', 'CXX'] as const
const before = names.map(name => [name, process.env[name]] as const)
let folder: string

/** A libtensorflow with headers, none of them real, and a compiler that writes its arguments into what it makes. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-addon-'))
  const [library, compiler] = [join(folder, 'library'), join(folder, 'compiler')]
  const files = ['libtensorflow_framework.so.2', 'libtensorflow_cc.so.2', 'include/tensorflow/c/c_api.h']
  for (const file of files) {
    await mkdir(dirname(join(library, file)), { recursive: true })
    await writeFile(join(library, file), file)
  }
  const script = ['#!/bin/sh', '[ "$1" = --version ] && exit 0', 'sleep 0.2', `echo built >> "${folder}/log"`]
  await writeFile(compiler, [...script, 'for last; do :; done', 'echo "$@" > "$last"', ''].join('\n'))
  await chmod(compiler, 0o755)
  Object.assign(process.env, { DFPIR_CACHE: join(folder, 'cache'), DFPIR_LIBTENSORFLOW: library, CXX: compiler })
})

afterEach(async () => {
  for (const [name, value] of before) {
    if (value === undefined) delete process.env[name]
    else process.env[name] = value
  }
  await rm(folder, { recursive: true })
})

test('of two that need it at once, one builds the add-on', async () => {
  expect(findAddon('2.21.0')).toBeUndefined()
  const messages: string[] = []
  const onProgress = ({ message }: { message: string }) => messages.push(message)
  const prepared = await Promise.all([1, 2].map(() => prepareAddon('2.21.0', { onProgress })))
  expect(prepared.map(({ built }) => built).sort()).toEqual([false, true])
  expect(await readFile(join(folder, 'log'), 'utf8')).toBe('built\n')
  expect(messages).toContain('compiling the eager backend')
  expect(messages).toContain('waiting for another process to build the eager backend')
  const [{ path }] = prepared
  expect(findAddon('2.21.0')).toBe(path)
  expect(findAddon('2.22.0')).toBeUndefined()
  expect(await readdir(dirname(path))).toEqual(['tfjs_binding.node'])
  const command = await readFile(path, 'utf8')
  expect(command).toContain(`-I${join(folder, 'library', 'include')}`)
  expect(command).toMatch(/tfjs_backend\.cc .*tfjs_binding\.cc/)
})

test('a build that fails leaves nothing that counts as built', async () => {
  process.env.CXX = 'false'
  await expect(prepareAddon('2.21.0')).rejects.toThrow('CXX is false')
  expect(findAddon('2.21.0')).toBeUndefined()
})

test('a cache that cannot be made', async () => {
  process.env.DFPIR_CACHE = join(folder, 'compiler')
  await expect(prepareAddon('2.21.0')).rejects.toMatchObject({ hint: expect.stringContaining('DFPIR_CACHE') })
})
