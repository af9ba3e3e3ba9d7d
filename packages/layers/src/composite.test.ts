import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-layers' // brings tfjs's gradients
import '@tensorflow/tfjs-backend-cpu'
import { compositeKernel } from './composite.js'
import { gatedGelu } from './gated-gelu.js'
import { layerNorm } from './layer-norm.js'
import { pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js'

interface Seen {
  name: unknown
  inputs: string[]
  attributes: object
}

beforeAll(() => tf.setBackend('cpu'))

function mark(run: () => void): Seen[] {
  const seen: Seen[] = []
  tf.registerKernel({
    kernelName: compositeKernel,
    backendName: 'cpu',
    kernelFunc: ({ inputs, backend, attrs }) => {
      const { name, ...attributes } = { ...attrs }
      seen.push({ name, inputs: Object.keys(inputs), attributes })
      return tf.getKernel('Identity', 'cpu').kernelFunc({ inputs: { x: inputs.value }, backend })
    },
  })
  try {
    run()
  } finally {
    tf.unregisterKernel(compositeKernel, 'cpu')
  }
  return seen
}

test('a backend with the kernel learns name, arguments and attributes; values and derivatives stay', () => {
  const x = tf.randomNormal<tf.Rank.R4>([1, 2, 2, 4], 0, 1, 'float32', 1)
  const compute = (x: tf.Tensor) => {
    const normal = layerNorm(x as tf.Tensor4D, tf.ones([4]), tf.zeros([4]), 1e-3)
    return pixelUnshuffle(pixelShuffle(gatedGelu(normal, normal)))
  }
  const value = compute(x).dataSync()
  const gradient = tf.grad(compute)(x).dataSync()
  const seen = mark(() => {
    const marked = tf.valueAndGrad(compute)(x)
    expect(marked.value.dataSync()).toEqual(value)
    expect(marked.grad.dataSync()).toEqual(gradient)
  })
  expect(seen.slice(0, 4)).toEqual([
    { name: 'LayerNorm', inputs: ['a0', 'a1', 'a2', 'value'], attributes: { epsilon: 1e-3 } },
    { name: 'Gelu', inputs: ['a0', 'value'], attributes: {} },
    { name: 'PixelShuffle', inputs: ['a0', 'value'], attributes: { blockSize: 2 } },
    { name: 'PixelUnshuffle', inputs: ['a0', 'value'], attributes: { blockSize: 2 } },
  ])
})
