// A training step of a tf.layers model, compiled for libtensorflow: node examples/compile-a-training-step.mjs
import { toGraphDef, traceTrainingStep } from '@dfpir/graph'
import { loadTensorflow } from '@dfpir/tensorflow'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'

tf.enableProdMode()
await tf.setBackend('cpu')

const seeded = seed => tfl.initializers.glorotUniform({ seed })
const model = tfl.sequential({
  layers: [
    tfl.layers.dense({ inputShape: [2], units: 32, activation: 'tanh', kernelInitializer: seeded(1) }),
    tfl.layers.dense({ units: 1, kernelInitializer: seeded(2) }),
  ],
})

// Forward, loss, gradients and Adam's update become one graph.
const variables = new Map(model.trainableWeights.map(weight => [weight.name, weight.read()]))
const graph = traceTrainingStep({
  inputs: { x: { shape: [64, 2] }, y: { shape: [64, 1] } },
  variables,
  loss: ({ x, y }) => tf.mean(tf.square(tf.sub(model.apply(x), y))),
})

const tensorflow = await loadTensorflow({ onProgress: ({ message }) => console.error(message) })
const session = tensorflow.createSession(toGraphDef(graph))

// Variables start without values: the weights come from the model, Adam's moments start at zero.
const feeds = {}
for (const [name, { shape, size }] of variables) {
  feeds[`value/${name}`] = { shape, data: variables.get(name).dataSync() }
  for (const moment of ['adam_m', 'adam_v']) feeds[`value/${name}/${moment}`] = { shape, data: new Float32Array(size) }
}
await session.run({ feeds, targets: Object.keys(feeds).map(name => name.replace('value/', 'assign/')) })

const scalar = value => ({ shape: [], data: Float32Array.of(value) })
/** The scalars of Adam's bias correction for step 1, 2, …, with PyTorch's place for ε. */
const adam = step => ({
  learningRate: scalar(0.01),
  beta1Power: scalar(0.9 ** step),
  beta2Power: scalar(0.999 ** step),
  epsilonHat: scalar(1e-8 * Math.sqrt(1 - 0.999 ** step)),
})

const x = { shape: [64, 2], data: Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * 12.9898)) }
const y = { shape: [64, 1], data: Float32Array.from({ length: 64 }, (_, i) => x.data[2 * i] * x.data[2 * i + 1]) }
for (let step = 1; step <= 300; step++) {
  const { loss } = await session.run({ feeds: { x, y, ...adam(step) }, fetches: ['loss'], targets: ['train'] })
  if (step === 1 || step % 100 === 0) console.log(`step ${step}: loss ${loss.data[0].toFixed(5)}`)
}

// The weights come back when they are wanted.
for (const [name, variable] of variables) {
  const { [`read/${name}`]: value } = await session.run({ fetches: [`read/${name}`] })
  variable.assign(tf.tensor(value.data, value.shape))
}
await session.dispose()
const difference = tf.sub(model.predict(tf.tensor(x.data, x.shape)), tf.tensor(y.data, y.shape))
console.log(`the model's own loss: ${tf.mean(tf.square(difference)).dataSync()[0].toFixed(5)}`)
