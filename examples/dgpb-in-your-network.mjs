// A DGPB on the skip connection of a small U-Net of ordinary tf.layers: node examples/dgpb-in-your-network.mjs
import { dgpb } from '@dfpir/dgpb'
import { fixedEmbedding } from '@dfpir/prompts'
import * as tf from '@tensorflow/tfjs-core'
import * as tfl from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-cpu'

tf.enableProdMode()
await tf.setBackend('cpu')

const conv = (filters, options) =>
  tfl.layers.conv2d({ filters, kernelSize: 3, padding: 'same', activation: 'relu', ...options })

const image = tfl.input({ shape: [null, null, 3], name: 'image' }) // [B, H, W, 3], H and W even
const prompt = tfl.input({ shape: [512], name: 'prompt' }) // [B, 512], or [1, 512] for the whole batch

const skip = conv(16).apply(image) // [B, H, W, 16]
const deep = conv(32).apply(conv(32, { strides: 2 }).apply(skip)) // [B, H/2, W/2, 32]
const up = conv(16).apply(tfl.layers.upSampling2d({}).apply(deep)) // [B, H, W, 16]

// The block: features and a prompt in, features of the same shape out.
const perturbed = dgpb({ name: 'skip_dgpb', heads: 2 }).apply([skip, prompt])

const joined = tfl.layers.concatenate().apply([up, perturbed]) // [B, H, W, 32]
const residual = conv(3, { activation: 'linear' }).apply(conv(16).apply(joined))
const restored = tfl.layers.add().apply([image, residual]) // [B, H, W, 3]

const network = tfl.model({ name: 'small_unet', inputs: [image, prompt], outputs: restored })
network.summary()

const picture = tf.randomUniform([1, 32, 48, 3], 0, 1, 'float32', 7)
const restore = text => network.predict([picture, tf.tensor2d(fixedEmbedding(text), [1, 512])])
const rain = restore('Rain degradation with rain lines')
const haze = restore('Hazy degradation with normal haze')
const difference = tf.mean(tf.abs(tf.sub(rain, haze))).dataSync()[0]
console.log(`output: [${rain.shape.join(', ')}]; mean difference between two prompts: ${difference.toExponential(2)}`)
