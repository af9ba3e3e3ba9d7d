import '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { kernelCases } from '../fixtures/cases/index.js'
import { describeCase, withGradients } from '../fixtures/kernel-case.js'
import { runEager, runGraph, type TensorFunction, trace, type Values } from '../fixtures/run-traced.js'
import { emitters } from '../graphdef/to-graph-def.js'
import type { Graph } from '../ir.js'
import { elementwiseNames } from '../operations/elementwise.js'
import { nodesInOrder } from '../order.js'
import { kernels } from './index.js'

void tf.setBackend('cpu')

const cases = kernelCases()
const named = cases.map((kernelCase, index) => [describeCase(kernelCase), index] as const)

/** All cases in one function, so that they run in one session. */
const inputs: Record<string, tf.Tensor> = {}
cases.forEach((kernelCase, index) => {
  for (const [name, tensor] of Object.entries(kernelCase.inputs)) inputs[`case${index}/${name}`] = tensor
})
const all: TensorFunction = tensors => {
  const outputs = cases.map((kernelCase, index) => {
    const own = Object.keys(kernelCase.inputs).map(name => [name, tensors[`case${index}/${name}`]])
    const results = Object.entries(withGradients(kernelCase)(Object.fromEntries(own)))
    return results.map(([name, tensor]) => [`case${index}/out/${name}`, tensor])
  })
  return Object.fromEntries(outputs.flat())
}

let graph: Graph
let expected: Record<string, Values>
let actual: Record<string, Values>

beforeAll(async () => {
  expected = runEager(all, inputs)
  graph = trace(all, inputs)
  actual = await runGraph(graph, inputs)
})

test.each(named)('%s', (_name, index) => {
  const names = Object.keys(expected).filter(name => name.startsWith(`case${index}/`))
  for (const name of names) {
    expect({ name, shape: actual[name].shape }).toEqual({ name, shape: expected[name].shape })
    expect(Array.from(actual[name].data)).toBeRelativelyWithin(2e-6, Array.from(expected[name].data))
  }
  expect(names.length).toBeGreaterThan(0)
})

test('every kernel has a case or comes up in the gradient of one', () => {
  const tested = new Set([...cases.map(({ kernel }) => kernel), ...operations(), 'Composite'])
  expect(Object.keys(kernels).filter(name => !tested.has(name))).toEqual([])
})

test('every operation that can be written was written and run', () => {
  const written = operations()
  expect([...Object.keys(emitters), ...elementwiseNames].filter(name => !written.has(name))).toEqual([])
})

function operations(): Set<string> {
  return new Set(nodesInOrder(graph.outputs.values()).map(({ op }) => op))
}
