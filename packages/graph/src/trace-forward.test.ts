import '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { caught } from './fixtures/caught.js'
import { Draw } from './fixtures/kernel-case.js'
import { runEager, runGraph, runTraced, trace } from './fixtures/run-traced.js'
import { describeGraph, operationsOf } from './fixtures/same-graph.js'
import { traceForward } from './trace-forward.js'
import { constantValues } from './values.js'

beforeAll(() => tf.setBackend('cpu'))

const input = { inputs: { x: { shape: [2, 3] } } }
const draw = new Draw('trace')

describe('surroundings', () => {
  test('the previous backend is active afterwards and tensors from outside keep their elements', () => {
    const weight = tf.variable(tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]))
    const graph = traceForward(({ x }) => ({ y: tf.matMul(x, weight) }), input)
    expect(tf.getBackend()).toBe('cpu')
    expect([...weight.dataSync()]).toEqual([1, 2, 3, 4, 5, 6])
    expect([...tf.add(weight, 1).dataSync()]).toEqual([2, 3, 4, 5, 6, 7])
    const [constant] = graph.outputs.get('y')!.node.inputs.slice(1)
    expect(Array.from(constantValues(constant)!)).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a constant shares its elements with the tensor it came from', () => {
    const weight = tf.tensor1d([1, 2, 3])
    const graph = traceForward(({ x }) => ({ y: tf.mul(x, weight) }), input)
    expect(constantValues(graph.outputs.get('y')!.node.inputs[1])).toBe(weight.dataSync())
  })

  test('neither tensors nor recorded data are left, also when the function throws', () => {
    const weight = tf.tensor1d([1, 2, 3])
    const before = tf.memory().numTensors
    const steps = (x: tf.Tensor) => tf.softmax(tf.mul(tf.add(x, weight), tf.sin(weight)))
    traceForward(({ x }) => ({ y: steps(x) }), input)
    const flipped = (x: tf.Tensor) => tf.image.flipLeftRight(tf.reshape(steps(x), [1, 1, 2, 3]))
    const failing = () => traceForward(({ x }) => ({ y: tf.grad(value => tf.sum(flipped(value)))(x) }), input)
    expect(caught(failing).message).toBe('the operation FlipLeftRight has no gradient in TensorFlow.js')
    expect(tf.memory().numTensors).toBe(before)
    expect(tf.findBackend('dfpir-trace').numDataIds()).toBe(0)
    expect(tf.getBackend()).toBe('cpu')
  })

  test('tracing twice gives the same graph', () => {
    const { x } = { x: draw.floats([1, 5, 5, 2]) }
    const filter = draw.floats([3, 3, 2, 2])
    const fn = ({ x }: Record<string, tf.Tensor>) => {
      const convolved = (value: tf.Tensor) => tf.conv2d(value as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same')
      return { y: tf.grad(value => tf.sum(tf.square(convolved(value))))(x) }
    }
    expect(describeGraph(trace(fn, { x }))).toEqual(describeGraph(trace(fn, { x })))
  })

  test('a trace inside a trace is refused', () => {
    const inner = () => traceForward(({ x }) => ({ y: x }), input)
    const outer = ({ x }: Record<string, tf.Tensor>) => {
      inner()
      return { y: x }
    }
    expect(() => traceForward(outer, input)).toThrow(/cannot trace another/)
    expect(tf.getBackend()).toBe('cpu')
  })
})

describe('what is recorded', () => {
  test('what depends on constants alone is computed', () => {
    const [a, b] = [draw.floats([3, 4]), draw.floats([4, 3])]
    const fold = () => tf.transpose(tf.relu(tf.matMul(a, b)))
    const graph = traceForward(({ x }) => ({ y: tf.matMul(x, fold()) }), input)
    expect(operationsOf(graph)).toEqual(['BatchMatMul'])
    expect(constantValues(graph.outputs.get('y')!.node.inputs[1])).toEqual(fold().dataSync())
  })

  test('a constant that is repeated many times over stays an operation', () => {
    const row = draw.floats([1, 1000])
    const graph = traceForward(() => ({ y: tf.tile(row, [1000, 1]) }), { inputs: {} })
    expect(operationsOf(graph)).toEqual(['Tile'])
  })

  test('variables that are listed stay variables, others are constants', () => {
    const [a, b] = [tf.variable(tf.scalar(2)), tf.variable(tf.scalar(3))]
    const graph = traceForward(({ x }) => ({ y: tf.mul(tf.mul(x, a), b) }), {
      ...input,
      variables: new Map([['a', a]]),
    })
    expect([...graph.variables.keys()]).toEqual(['a'])
    expect(describeGraph(graph).nodes.map(({ op }) => op)).toEqual([
      'Placeholder',
      'Variable',
      'Multiply',
      'Const',
      'Multiply',
    ])
  })

  test('nodes know the layers that they were traced in', () => {
    const graph = traceForward(
      ({ x }) => ({ y: tf.tidy('encoder', () => tf.tidy('attention', () => tf.tidy(() => tf.exp(x)))) }),
      input,
    )
    expect(graph.outputs.get('y')!.node.scope).toBe('encoder/attention')
  })

  test('an input, a constant and one value twice can be outputs', async () => {
    const x = draw.floats([2, 3])
    const fn = ({ x }: Record<string, tf.Tensor>) => {
      const square = tf.square(x)
      return { same: x, square, again: square, one: tf.scalar(1) }
    }
    const results = await runTraced(fn, { x })
    expect(results).toEqual(runEager(fn, { x }))
  })

  test('int32 and bool inputs are carried', async () => {
    const inputs = { i: tf.tensor1d([3, -1, 2], 'int32'), b: tf.tensor1d([1, 0, 1], 'bool') }
    const fn = ({ i, b }: Record<string, tf.Tensor>) => ({ y: tf.where(b, i, tf.neg(i)), not: tf.logicalNot(b) })
    expect(await runTraced(fn, inputs)).toEqual(runEager(fn, inputs))
  })
})

describe('LayersModels', () => {
  function sequential(): tfl.LayersModel {
    return tfl.sequential({
      layers: [
        tfl.layers.conv2d({ inputShape: [6, 7, 2], filters: 4, kernelSize: 3, padding: 'same', activation: 'relu' }),
        tfl.layers.batchNormalization(),
        tfl.layers.maxPooling2d({ poolSize: 2 }),
        tfl.layers.depthwiseConv2d({ kernelSize: 2, strides: 1, activation: 'elu' }),
        tfl.layers.flatten(),
        tfl.layers.dropout({ rate: 0.5 }),
        tfl.layers.dense({ units: 5, activation: 'softmax' }),
      ],
    })
  }

  test('a plain model traces as it is', async () => {
    const model = sequential()
    const x = draw.floats([2, 6, 7, 2])
    const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: model.apply(x) as tf.Tensor })
    const [actual, expected] = [await runTraced(fn, { x }), runEager(fn, { x })]
    expect(actual.y.data).toBeWithin(1e-6, expected.y.data)
    expect((model.predict(x) as tf.Tensor).dataSync()).toBeWithin(1e-6, expected.y.data)
  })

  test('weights that a layer makes while it is traced are there afterwards', async () => {
    const dense = tfl.layers.dense({ units: 2, kernelInitializer: 'glorotNormal' })
    const x = draw.floats([2, 3])
    const graph = traceForward(({ x }) => ({ y: dense.apply(x) as tf.Tensor }), input)
    const expected = (dense.apply(x) as tf.Tensor).dataSync()
    expect((await runGraph(graph, { x })).y.data).toBeWithin(1e-6, expected)
    expect(tf.findBackend('dfpir-trace').numDataIds()).toBe(0)
  })

  test('weights that were made in a trace are told apart in the next', async () => {
    const layers = [1, 2, 3].map(() => tfl.layers.dense({ units: 3, biasInitializer: 'randomNormal' }))
    const fn = ({ x }: Record<string, tf.Tensor>) => {
      return { y: layers.reduce((value, layer) => tf.add(value, layer.apply(x) as tf.Tensor), x) }
    }
    traceForward(fn, input)
    const variables = new Map([['bias', layers[0].weights[1].read() as tf.Variable]])
    expect([...traceForward(fn, { ...input, variables }).variables.keys()]).toEqual(['bias'])
    const x = draw.floats([2, 3])
    const traced = await runTraced(fn, { x })
    expect(traced.y.data).toBeWithin(1e-6, runEager(fn, { x }).y.data)
  })
})
