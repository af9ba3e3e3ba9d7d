import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import { caught } from './fixtures/caught.js'
import { operationsOf } from './fixtures/same-graph.js'
import { traceForward } from './trace-forward.js'

beforeAll(() => tf.setBackend('cpu'))

const input = { inputs: { x: { shape: [2, 3] } } }

function dilation(x: tf.Tensor): tf.Tensor {
  return tf.dilation2d(x as tf.Tensor4D, tf.zeros([2, 2, 3]), 1, 'same')
}

test('an operation that cannot be traced is named with its layer', () => {
  const fn = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.tidy('encoder', () => tf.tidy('norm', () => dilation(tf.reshape(x, [1, 1, 2, 3])))),
  })
  const error = caught(() => traceForward(fn, input))
  expect(error.message).toBe('the operation Dilation2D in "encoder/norm" cannot be traced')
  expect(error.hint).toBe('Use tf.maxPool.')
})

test('in a backward pass the layer of the forward pass is named', () => {
  const squash = tf.customGrad((x, save) => {
    const value = tf.tidy('head', () => tf.exp(x as tf.Tensor))
    if (typeof save === 'function') save([value])
    const gradFunc = (dy: tf.Tensor, [saved]: tf.Tensor[]) => dilation(tf.mul(dy, saved))
    return { value, gradFunc }
  })
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.grad(value => tf.sum(squash(value)))(x) })
  const error = caught(() => traceForward(fn, { inputs: { x: { shape: [1, 1, 2, 3] } } }))
  expect(error.message).toBe('the operation Dilation2D in "head" cannot be traced')
})

test('an operation without a gradient is named with another that has one', () => {
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.grad(x => tf.sum(tf.einsum('ij->ji', x)))(x) })
  const error = caught(() => traceForward(fn, input))
  expect(error.message).toBe('the operation Einsum has no gradient in TensorFlow.js')
  expect(error.hint).toBe('Use tf.transpose and tf.matMul, or define a gradient with tf.customGrad.')
})

test('a tensor that is disposed already', () => {
  const weight = tf.tensor1d([1, 2, 3])
  weight.dispose()
  const fn = ({ x }: Record<string, tf.Tensor>) => ({
    y: tf.engine().runKernel('Add', { a: x, b: weight }) as tf.Tensor,
  })
  expect(caught(() => traceForward(fn, input)).message).toMatch(/disposed/)
})

test('a kernel that no backend has', () => {
  const error = caught(() =>
    traceForward(({ x }) => ({ y: tf.engine().runKernel('Imaginary', { x }) as tf.Tensor }), input),
  )
  expect(error.message).toMatch(/Imaginary/)
})

test('reading elements that are not known yet', () => {
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.tidy('gate', () => tf.scalar(tf.exp(x).dataSync()[0])) })
  const error = caught(() => traceForward(fn, input))
  expect(error.message).toBe('the elements of a tensor (Exp in "gate") were read while tracing')
  expect(error.hint).toMatch(/dataSync/)
})

test('elements of constants can be read', () => {
  const graph = traceForward(({ x }) => ({ y: tf.mul(x, tf.scalar(3).dataSync()[0]) }), input)
  expect(operationsOf(graph)).toEqual(['Multiply'])
})

test('shapes that do not fit', () => {
  const weight = tf.ones([4, 2])
  const fn = ({ x }: Record<string, tf.Tensor>) =>
    tf.tidy('head', () => ({ y: tf.engine().runKernel('BatchMatMul', { a: x, b: weight }) as tf.Tensor }))
  expect(caught(() => traceForward(fn, input)).message).toBe('BatchMatMul: the inner sizes of [2,3] and [4,2] differ')
  const add = ({ x }: Record<string, tf.Tensor>) => tf.tidy('head', () => ({ y: tf.add(x, weight) }))
  expect(caught(() => traceForward(add, input)).message).toMatch(/^tracing Add in "head" failed: .*2,3 and 4,2/)
})

test('an output that is not a tensor, a dtype that graphs lack', () => {
  const noTensor = () => ({ y: JSON.parse('1') })
  expect(caught(() => traceForward(noTensor, input)).message).toMatch(/output "y"/)
  const text = () => ({ y: tf.tensor(['a']) })
  expect(caught(() => traceForward(text, input)).message).toMatch(/got string/)
})

test('assigning to a listed variable is refused, and its values come back', () => {
  const count = tf.variable(tf.scalar(5))
  const fn = ({ x }: Record<string, tf.Tensor>) => {
    count.assign(tf.add(count, 1))
    return { y: tf.mul(x, count) }
  }
  const before = tf.memory().numTensors
  const error = caught(() => traceForward(fn, { ...input, variables: new Map([['count', count]]) }))
  expect(error.message).toMatch(/assigned to count/)
  expect([...count.dataSync()]).toEqual([5])
  expect(tf.memory().numTensors).toBe(before)
})

test('assigning to a variable that is not listed is refused too, as batch normalization does in training', () => {
  const layer = tfl.layers.batchNormalization()
  layer.build([2, 3])
  const [, , mean] = layer.getWeights()
  const before = [...mean.dataSync()]
  const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: layer.apply(x, { training: true }) as tf.Tensor })
  const error = caught(() => traceForward(fn, input))
  expect(error.message).toMatch(/^the traced function assigned to .*moving_mean.*, .*moving_variance/)
  expect(error.hint).toMatch(/training: false/)
  expect([...layer.getWeights()[2].dataSync()]).toEqual(before)
  expect((layer.apply(tf.ones([2, 3])) as tf.Tensor).dataSync()).toHaveLength(6)
})

test('a function that is asynchronous, and sizes that are not known', () => {
  const later = async ({ x }: Record<string, tf.Tensor>) => ({ y: x })
  const asynchronous = later as unknown as (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>
  expect(caught(() => traceForward(asynchronous, input)).message).toMatch(/is asynchronous/)
  const open = { inputs: { x: { shape: [null, 3] as unknown as number[] } } }
  const error = caught(() => traceForward(({ x }) => ({ y: x }), open))
  expect(error.message).toBe('the shape of the input "x" must consist of whole numbers, got [null, 3]')
})
