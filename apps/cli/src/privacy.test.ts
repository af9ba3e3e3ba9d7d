// What a new user's machine holds after the built command ran, and what was sent: nothing but dfpir's own cache, nothing.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { writePicture } from '@dfpir/images'
import { libopenvino } from '@dfpir/openvino'
import { libtensorflow } from '@dfpir/tensorflow'
import { watchProcess } from '@dfpir/testing'
import { findLibrary } from '@dfpir/wheels'

const folder = mkdtempSync(join(tmpdir(), 'dfpir-privacy-'))
const picture = join(folder, 'picture.png')
const command = resolve(__dirname, '../bin/dfpir.js')
const worker = resolve(__dirname, 'worker.test.helper.mjs')
const encoder = resolve(__dirname, '../../../packages/prompts/fixtures/tiny-clip')

beforeAll(() => {
  const data = Uint8Array.from({ length: 40 * 24 * 3 }, (_, i) => 128 + 90 * Math.sin(i * i))
  return writePicture(picture, { width: 40, height: 24, channels: 3, depth: 8, data })
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The native libraries that this machine has: a new user's would be downloaded. */
async function libraries(): Promise<Record<string, string>> {
  const found = await Promise.all(
    [libopenvino, libtensorflow].map(async source => [source, await findLibrary(source)] as const),
  )
  return Object.fromEntries(found.flatMap(([{ variable }, library]) => (library ? [[variable, library.path]] : [])))
}

const restore = [command, 'restore', picture, '-o', 'restored.png', '--threads', '1', '--task', 'denoise']

test.each([
  ['restoring', restore],
  ['restoring with OpenVINO', [...restore, '--engine', 'openvino']],
  ['restoring with libtensorflow', [...restore, '--engine', 'tensorflow']],
  ['detecting', [command, 'detect', picture]],
  ['a worker thread that encodes a text and restores', [worker, picture, 'restored.png', encoder]],
])('%s leaves nothing but the result and dfpir’s cache, and opens no connection', async (name, args) => {
  const root = join(folder, name)
  const { code, stderr, files, network, created } = await watchProcess(args, { root, env: await libraries() })
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' })
  const lasting = /^(work\/restored\.png|cache\/dfpir\/graphs\/\w+)$/
  expect(files.filter(path => !lasting.test(path))).toEqual([])
  expect(network).toEqual([])
  const own = /^(work\/restored\.png|cache\/dfpir\/graphs\/|temporary\/dfpir-)/
  expect(created.map(path => relative(root, resolve(root, 'work', path))).filter(path => !own.test(path))).toEqual([])
})
