import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DataError, EnvironmentError } from '@dfpir/core'
import { goldenPath } from '@dfpir/testing'
import { readSafetensors, writeSafetensors } from './safetensors-file.js'
import { entryToFloat32, float32ToEntry, type TensorEntry } from './tensor-entry.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-checkpoints-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Jest's own equality takes seconds on megabytes. */
function sameEntry(a: TensorEntry, b: TensorEntry): boolean {
  return a.dtype === b.dtype && a.shape.join() === b.shape.join() && Buffer.compare(a.data, b.data) === 0
}

const golden = [
  ['dfpir-tiny/weights', 'latent_shuffle_channel.select_attn.attn4'],
  ['dfpir-tiny/gradients', 'patch_embed.proj.weight'],
  ['dfpir-tiny/after-5-adam-steps', 'patch_embed.proj.weight'],
  ['dfpir-tiny/forward', 'output'],
  ['dgpb/weights', 'conv1x1.weight'],
  ['dgpb/forward', 'input'],
  ['metrics/images', '0.reference'],
  ['restormer-tiny/weights', 'patch_embed.proj.weight'],
  ['restormer-tiny/forward', 'input'],
] as const

test.each(golden)('%s written by another library is read, and copied', async (name, tensor) => {
  const path = goldenPath(`${name}.safetensors`)
  const { tensors, metadata } = await readSafetensors(path)
  const values = [...tensors.values()].map(entry => entryToFloat32(entry).data)
  expect(entryToFloat32(tensors.get(tensor)!).data.some(value => value !== 0)).toBe(true)
  expect(values.every(data => data.every(Number.isFinite))).toBe(true)

  const copy = join(folder, 'copies', 'copy.safetensors')
  await writeSafetensors(copy, tensors, metadata)
  const again = await readSafetensors(copy)
  expect(again.metadata).toEqual(metadata)
  expect([...again.tensors.keys()].sort()).toEqual([...tensors.keys()].sort())
  const changed = [...tensors].filter(([key, entry]) => !sameEntry(entry, again.tensors.get(key)!))
  expect(changed.map(([key]) => key)).toEqual([])
})

test('known numbers of a golden file', async () => {
  const { tensors } = await readSafetensors(goldenPath('dgpb/forward.safetensors'))
  expect(tensors.get('input')).toMatchObject({ dtype: 'F32', shape: [2, 30, 9, 14] })
  expect(tensors.get('prompt')!.shape).toEqual([2, 512])
})

test('the same tensors give the same file', async () => {
  const tensors = new Map([['a', float32ToEntry({ shape: [2], data: Float32Array.of(1, 2) })]])
  const [first, second] = [join(folder, 'first'), join(folder, 'second')]
  await writeSafetensors(first, tensors, { b: 'c' })
  await writeSafetensors(second, tensors, { b: 'c' })
  expect(await readFile(first)).toEqual(await readFile(second))
})

test('unreadable files are a DataError that names them', async () => {
  const path = join(folder, 'cut.safetensors')
  await writeFile(path, await readFile(goldenPath('restormer-tiny/forward.safetensors')))
  await truncate(path, 20_000)
  const foreign = join(folder, 'foreign.safetensors')
  await writeFile(foreign, 'PK\u0003\u0004 and so on, a file of quite another kind')
  const refusals: [string, string][] = [
    [path, 'ends at byte'],
    [foreign, 'is not a safetensors file'],
    [folder, 'it is a folder'],
    [join(folder, 'none'), 'the file does not exist'],
    [join(path, 'below'), 'not a folder'],
  ]
  for (const [refused, message] of refusals) {
    await expect(readSafetensors(refused)).rejects.toThrow(DataError)
    await expect(readSafetensors(refused)).rejects.toThrow(message)
    await expect(readSafetensors(refused)).rejects.toThrow(refused)
  }
})

test('a place that cannot be written is an EnvironmentError', async () => {
  const path = join(folder, 'plain-file')
  await writeFile(path, 'x')
  await expect(writeSafetensors(join(path, 'below'), new Map())).rejects.toThrow(EnvironmentError)
})
