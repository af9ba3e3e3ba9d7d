import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import koffi from 'koffi'
import { preloadCuda } from './preload-cuda.js'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-preload-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** A library whose only function answers 42, called as a wheel of NVIDIA's calls it. */
async function makeLibrary(name: string, file: string): Promise<string> {
  const path = join(folder, 'nvidia', name, 'lib', file)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(join(folder, 'answer.c'), 'int answer(void) { return 42; }\n')
  const args = ['-shared', '-fPIC', `-Wl,-soname,${file}`, join(folder, 'answer.c'), '-o', path]
  await promisify(execFile)('cc', args, { env: process.env })
  return path
}

const linux = process.platform === 'linux' ? test : test.skip

linux('cuSOLVER in its wheel beside TensorFlow is found by name once it was loaded', async () => {
  expect(() => koffi.load('libcusolver.so.11')).toThrow('cannot open shared object file')
  const path = await makeLibrary('cusolver', 'libcusolver.so.11')
  expect(preloadCuda(join(folder, 'tensorflow'))).toEqual([path])
  expect(koffi.load('libcusolver.so.11').func('answer', 'int', [])()).toBe(42)
})

test('a TensorFlow without them, and files that are no libraries, are passed over', async () => {
  expect(preloadCuda(join(folder, 'tensorflow'))).toEqual([])
  const path = join(folder, 'nvidia', 'cuda_nvrtc', 'lib')
  await mkdir(path, { recursive: true })
  await writeFile(join(path, 'libnvrtc.so.12'), 'no library')
  expect(preloadCuda(join(folder, 'tensorflow'))).toEqual([])
})
