import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { type ElementwiseName, elementwiseNames, ruleOf } from './elementwise.js'

beforeAll(() => tf.setBackend('cpu'))

const numbers = [-30, -2, -1, -0.5, 0, 0.25, 1, 1.5, 40]

/** Whether an operation gives finite results for every combination of {@link numbers}. */
function staysFinite(name: ElementwiseName): boolean {
  const { operands, attributes = [] } = ruleOf(name)
  const [a, b] = [numbers.flatMap(number => numbers.map(() => number)), numbers.flatMap(() => numbers)]
  const inputs = Object.fromEntries(operands.map((operand, index) => [operand, tf.tensor1d(index === 0 ? a : b)]))
  const attrs = {
    ...Object.fromEntries(attributes.map(attribute => [attribute, 0.5])),
    clipValueMin: -1,
    clipValueMax: 1,
  }
  return tf.engine().runKernel<tf.Tensor>(name, inputs, attrs).dataSync().every(Number.isFinite)
}

/** tfjs divides whole numbers by 0 without complaint; TensorFlow stops. */
const names = elementwiseNames.filter(name => name !== 'FloorDiv')

test.each(names)('%s gives finite numbers for finite numbers, or is not said to', name => {
  expect({ name, finite: staysFinite(name) }).toEqual({ name, finite: ruleOf(name).finite })
})
