import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileAddon } from './compile.js'

const { PATH, CXX } = process.env
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-compile-'))
})

afterEach(async () => {
  process.env.PATH = PATH
  if (CXX === undefined) delete process.env.CXX
  else process.env.CXX = CXX
  await rm(folder, { recursive: true })
})

const compilation = () => ({
  sources: [join(folder, 'a.cc')],
  includes: [folder],
  defines: ['ANSWER=42'],
  output: join(folder, 'a.node'),
})

test('a machine without a compiler is told what brings one', async () => {
  delete process.env.CXX
  process.env.PATH = folder
  await expect(compileAddon(compilation())).rejects.toMatchObject({
    name: 'EnvironmentError',
    message: 'building the eager backend needs a C++ compiler: none of c++, g++, clang++ is on the PATH',
    hint: expect.stringContaining('apt install g++'),
  })
})

test('a CXX that does not run is named', async () => {
  process.env.CXX = 'no-such-compiler -O3'
  await expect(compileAddon(compilation())).rejects.toThrow('CXX is no-such-compiler -O3, which does not run')
})

test('of a failed compilation the first error is told', async () => {
  const compiler = join(folder, 'compiler')
  const lines = [
    '#!/bin/sh',
    '[ "$2" = --version ] && exit 0',
    'echo "a.cc:3: note" >&2',
    'echo "a.cc:4: error: no" >&2',
  ]
  await writeFile(compiler, [...lines, 'exit 1', ''].join('\n'))
  await chmod(compiler, 0o755)
  process.env.CXX = `${compiler} --wrapped`
  await expect(compileAddon(compilation())).rejects.toMatchObject({
    message: `${compiler} cannot compile the eager backend: a.cc:4: error: no`,
    hint: expect.stringContaining('CXX'),
  })
})
