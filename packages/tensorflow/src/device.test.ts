import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError, UsageError } from '@dfpir/core'
import koffi from 'koffi'
import { type DeviceChoice, parseDevice } from './device.js'
import { constant, graphDef, operation, placeholder } from './fixtures/graph-def.js'
import { loadLibrary } from './native/load-library.js'
import { requireDevice } from './require-device.js'
import { importGraph } from './session.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

let tensorflow: Tensorflow
let folder: string
const { PATH } = process.env

beforeAll(async () => {
  tensorflow = await loadTensorflow()
}, 600_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dfpir-device-'))
  process.env.PATH = folder
})

afterEach(async () => {
  process.env.PATH = PATH
  await rm(folder, { recursive: true })
})

async function addCard(): Promise<void> {
  await writeFile(join(folder, 'nvidia-smi'), '#!/bin/sh\necho "NVIDIA H100, 81559 MiB"\n')
  await chmod(join(folder, 'nvidia-smi'), 0o755)
}

/** What TensorFlow reports on a machine with these cards. */
function seen(memory: readonly number[], variant?: string): Pick<Tensorflow, 'devices' | 'installation'> {
  const cards = memory.map((memoryBytes, index) => ({ name: `/device:GPU:${index}`, type: 'GPU', memoryBytes }))
  const processor = { name: '/device:CPU:0', type: 'CPU', memoryBytes: 2 ** 28 }
  return { devices: () => [processor, ...cards], installation: { ...tensorflow.installation, path: '/lib', variant } }
}

test('names of devices', () => {
  for (const name of ['auto', 'cpu', 'cuda', 'cuda:0', 'cuda:12']) expect(parseDevice(name)).toBe(name)
  for (const name of ['gpu', 'CUDA', 'cuda:', 'cuda:-1', 'cuda:1:2', '']) {
    expect(() => parseDevice(name)).toThrow(UsageError)
  }
})

test('the placement is described', async () => {
  expect(await requireDevice(seen([]), 'auto', 2)).toBe('CPU, 2 threads')
  expect(await requireDevice(tensorflow, 'cpu', 1)).toBe('CPU, 1 thread')
  const two = seen([79.1e9, 22e9], 'cuda')
  expect(await requireDevice(two, 'cpu', 4)).toBe('CPU, 4 threads')
  expect(await requireDevice(two, 'auto', 4)).toBe('cuda:0, 79.1 GB')
  expect(await requireDevice(two, 'cuda', 4)).toBe('cuda:0, 79.1 GB')
  expect(await requireDevice(two, 'cuda:1', 4)).toBe('cuda:1, 22.0 GB')
  await expect(requireDevice(two, 'cuda:2', 4)).rejects.toThrow('there is no cuda:2: TensorFlow sees cuda:0, cuda:1')
})

test('without a card the error says what was found and what to do', async () => {
  const failure = async (variant?: string) => {
    const error: unknown = await requireDevice(seen([], variant), 'cuda', 1).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(EnvironmentError)
    return error as EnvironmentError
  }
  expect((await failure()).message).toBe('cuda needs an NVIDIA card, and nvidia-smi lists none')
  await addCard()
  const processorBuild = await failure()
  expect(processorBuild.message).toContain('/lib does not see the card that nvidia-smi lists: NVIDIA H100')
  expect(processorBuild.hint).toContain('dfpir setup tensorflow --cuda')
  const cudaBuild = await failure('cuda')
  expect(cudaBuild.message).toContain('libtensorflow for CUDA in /lib does not see')
  expect(cudaBuild.hint).toContain('driver')
})

const nodes = [placeholder('x', [2, 2]), constant('w', [2, 2], [1, 2, 3, 4]), operation('y', 'MatMul', ['x', 'w'])]

test.each<[DeviceChoice, string]>([
  ['auto', ''],
  ['cpu', ''],
  ['cuda', '/device:GPU:0'],
  ['cuda:3', '/device:GPU:3'],
])('imported with %s, the nodes of a graph carry the device %j', (device, expected) => {
  const api = loadLibrary(tensorflow.installation)
  const deviceOf = koffi.load(tensorflow.installation.libraries[1]).func('TF_OperationDevice', 'str', ['uint64'])
  const graph = api.newGraph()
  importGraph(api, graph, graphDef(nodes), device)
  for (const { name } of nodes) expect(deviceOf(api.operationByName(graph, name))).toBe(expected)
  api.deleteGraph(graph)
})

test('what a card cannot run falls back to the processor', async () => {
  await using session = tensorflow.createSession(graphDef(nodes), { device: 'cuda:3' }) // no machine here has four cards
  const x = { shape: [2, 2], data: Float32Array.of(1, 0, 1, 1) }
  expect([...(await session.run({ feeds: { x }, fetches: ['y'] })).y.data]).toEqual([1, 2, 4, 6])
})
