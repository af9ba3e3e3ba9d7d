import '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'
import * as tf from '@tensorflow/tfjs-core'
import { kernelCases } from '../fixtures/cases/index.js'
import { describeCase, withGradients } from '../fixtures/kernel-case.js'
import { expectSameAsEager, fromTensor } from '../fixtures/run-onnx.js'

void tf.setBackend('cpu')

const cases = kernelCases().map(kernelCase => [describeCase(kernelCase), kernelCase] as const)

test.each(cases)('%s', async (_name, kernelCase) => {
  const feeds = Object.entries(kernelCase.inputs).map(([name, tensor]) => [name, fromTensor(tensor)] as const)
  await expectSameAsEager(withGradients(kernelCase), Object.fromEntries(feeds), 1e-4)
})
