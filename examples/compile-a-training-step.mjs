// A training step of a tf.layers model, compiled for libtensorflow: node examples/compile-a-training-step.mjs
import { TrainingSession } from '@dfpir/trainer/session'
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

// Forward pass, loss, gradients and Adam's update become one graph. The session owns the weights and moments.
const session = await TrainingSession.create({
  model,
  inputs: { x: [64, 2], y: [64, 1] },
  loss: ({ x, y }) => tf.mean(tf.square(tf.sub(model.apply(x), y))),
})

const x = Float32Array.from({ length: 128 }, (_, i) => Math.sin(i * 12.9898))
const y = Float32Array.from({ length: 64 }, (_, i) => x[2 * i] * x[2 * i + 1])
for (let step = 1; step <= 300; step++) {
  const { loss } = await session.step({ x, y }, { learningRate: 0.01 })
  if (step === 1 || step % 100 === 0) console.log(`step ${step}: loss ${loss.toFixed(5)}`)
}

// Copies the trained weights into the model.
await session.update()
await session.dispose()
const difference = tf.sub(model.predict(tf.tensor(x, [64, 2])), tf.tensor(y, [64, 1]))
console.log(`the model's own loss: ${tf.mean(tf.square(difference)).dataSync()[0].toFixed(5)}`)
