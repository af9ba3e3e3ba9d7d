// Any tfjs function as an ONNX file, run by onnxruntime: node examples/trace-a-function.mjs [OUTPUT.onnx]
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { toOnnx, traceForward } from '@dfpir/graph'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'

tf.enableProdMode()
await tf.setBackend('cpu')

// Unsharp masking with a kernel that follows from constants: it is computed while tracing and ends up in the file.
const taps = tf.tensor1d([1, 4, 6, 4, 1])
const kernel = tf.div(tf.outerProduct(taps, taps), 256)
function sharpen({ image, amount }) {
  const filter = tf.tile(tf.reshape(kernel, [5, 5, 1, 1]), [1, 1, 3, 1])
  const blurred = tf.depthwiseConv2d(image, filter, 1, 'same')
  return { sharp: tf.clipByValue(tf.add(image, tf.mul(tf.sub(image, blurred), amount)), 0, 1) }
}

const shape = [1, 48, 64, 3] // [B, H, W, C]: a graph has one shape
const graph = traceForward(sharpen, { inputs: { image: { shape }, amount: { shape: [] } } })
const path = process.argv[2] ?? 'runs/sharpen.onnx'
await mkdir(dirname(path), { recursive: true })
await writeFile(path, toOnnx(graph))

process.env.ORT_DISABLE_TELEMETRY ??= '1' // read when onnxruntime is loaded
const { default: ort } = await import('onnxruntime-node')
const image = tf.randomUniform(shape, 0, 1, 'float32', 1)
const session = await ort.InferenceSession.create(path)
const { sharp } = await session.run({
  image: new ort.Tensor('float32', image.dataSync(), shape),
  amount: new ort.Tensor('float32', [0.8], []),
})

const expected = sharpen({ image, amount: tf.scalar(0.8) }).sharp
const difference = tf.max(tf.abs(tf.sub(tf.tensor(sharp.data, shape), expected))).dataSync()[0]
console.log(`${path}: output [${sharp.dims.join(', ')}], largest difference from tfjs ${difference.toExponential(1)}`)
