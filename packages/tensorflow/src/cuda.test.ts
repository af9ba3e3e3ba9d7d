import { findLibrary } from '@dfpir/wheels'
import koffi from 'koffi'
import { findGpus } from './find-gpus.js'
import { constant, graphDef, operation, placeholder } from './fixtures/graph-def.js'
import { libtensorflowCuda } from './libtensorflow.js'
import { loadTensorflow, type Tensorflow } from './tensorflow.js'

// For machines that have libtensorflow for CUDA, which the tests never download.
let tensorflow: Tensorflow | undefined

beforeAll(async () => {
  const found = await findLibrary(libtensorflowCuda)
  if (found?.variant === 'cuda') tensorflow = await loadTensorflow({ source: libtensorflowCuda })
})

test('TensorFlow finds every CUDA library that it asks for before it uses a card', () => {
  if (!tensorflow) return
  const [framework] = tensorflow.installation.libraries
  // absl::Status tsl::internal::DsoLoader::TryDlopenCUDALibraries(), whose result is a word that is 1 for OK
  const open = koffi.load(framework).func('_ZN3tsl8internal9DsoLoader22TryDlopenCUDALibrariesEv', 'void', ['void *'])
  const status = new BigUint64Array(1)
  open(status)
  expect(status[0]).toBe(1n)
})

test('it sees a card where there is one, and computes on what it sees', async () => {
  if (!tensorflow) return
  const hasGpu = (await findGpus()).length > 0
  expect(tensorflow.devices().some(({ type }) => type === 'GPU')).toBe(hasGpu)
  const nodes = [placeholder('x', [2, 2]), constant('w', [2, 2], [1, 2, 3, 4]), operation('y', 'MatMul', ['x', 'w'])]
  const session = tensorflow.createSession(graphDef(nodes))
  const { y } = await session.run({
    feeds: { x: { shape: [2, 2], data: Float32Array.of(1, 0, 1, 1) } },
    fetches: ['y'],
  })
  expect([...y.data]).toEqual([1, 2, 4, 6])
  await session.dispose()
})
