import '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { convolutionCases } from '../fixtures/cases/convolutions.js'
import { elementwiseCases } from '../fixtures/cases/elementwise.js'
import { imageCases } from '../fixtures/cases/images.js'
import { indexingCases } from '../fixtures/cases/indexing.js'
import { productCases } from '../fixtures/cases/products.js'
import { reductionCases } from '../fixtures/cases/reductions.js'
import { shapeCases } from '../fixtures/cases/shapes.js'
import { describeCase, withGradients } from '../fixtures/kernel-case.js'
import { expectSameAsEager, fromTensor } from '../fixtures/run-onnx.js'
import { emitters as graphDefEmitters } from '../graphdef/to-graph-def.js'
import { emitters } from './to-onnx.js'

void tf.setBackend('cpu')

const cases = [
  ...elementwiseCases(),
  ...reductionCases(),
  ...shapeCases(),
  ...indexingCases(),
  ...productCases(),
  ...convolutionCases(),
  ...imageCases(),
].map(kernelCase => [describeCase(kernelCase), kernelCase] as const)

test.each(cases)('%s', async (_name, kernelCase) => {
  const feeds = Object.entries(kernelCase.inputs).map(([name, tensor]) => [name, fromTensor(tensor)] as const)
  await expectSameAsEager(withGradients(kernelCase), Object.fromEntries(feeds), 1e-4)
})

test('every operation that a GraphDef can hold can be written', () => {
  expect(Object.keys(graphDefEmitters).filter(name => !emitters.has(name))).toEqual([])
})
