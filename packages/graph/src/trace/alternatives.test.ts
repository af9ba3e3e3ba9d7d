import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import * as tf from '@tensorflow/tfjs-core'
import { kernels } from '../kernels/index.js'
import { gradientAdvice, traceableAdvice } from './alternatives.js'

/** Kernels without inputs are computed while tracing. */
const withoutInputs = ['Fill', 'LinSpace', 'Range']

const untraceable = tf
  .getKernelsForBackend('cpu')
  .map(({ kernelName }) => kernelName)
  .filter(name => !Object.hasOwn(kernels, name) && !withoutInputs.includes(name))

/** Derivatives of kernels, and kernels whose results do not change with small changes of their inputs. */
const notDifferentiated = /Backprop|Grad|^Fused|^_Fused|^Composite$|^Barrier$|^SearchSorted$|^Fill$/
const booleans = new Set([
  'All',
  'Any',
  'Equal',
  'NotEqual',
  'Greater',
  'Less',
  'LessEqual',
  'LogicalAnd',
  'LogicalNot',
])
const withoutGradient = Object.keys(kernels).filter(
  name => !tf.getGradient(name) && !notDifferentiated.test(name) && !booleans.has(name) && name !== 'LogicalOr',
)

test.each(untraceable)('%s: what to use instead exists in tfjs', name => {
  expect(unknownFunctions(traceableAdvice(name))).toEqual([])
  expect(traceableAdvice(name)).toMatch(/^Use /)
})

test.each(withoutGradient)('%s: what to use for its gradient exists in tfjs', name => {
  expect(unknownFunctions(gradientAdvice(name))).toEqual([])
  expect(gradientAdvice(name)).not.toMatch(/other operations/)
})

test('a kernel that is not in the tables', () => {
  expect(traceableAdvice('Imaginary')).toMatch(/outside the graph/)
  expect(gradientAdvice('constructor')).toBe('Use other operations, or define a gradient with tf.customGrad.')
})

function unknownFunctions(advice: string): string[] {
  const names = [...advice.matchAll(/tf\.([\w.]*\w)/g)].map(([, name]) => name)
  return names.filter(name => typeof functionAt(name) !== 'function')
}

function functionAt(path: string): unknown {
  return path.split('.').reduce<unknown>((owner, name) => Object(owner)[name], tf)
}
