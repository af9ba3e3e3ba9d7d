import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { type LossChoice, makeLoss } from './losses.js'

beforeAll(() => tf.setBackend('cpu'))

const shape: [number, number, number, number] = [2, 4, 6, 3]
const size = shape.reduce((product, side) => product * side)
const random = new Random(3)
const output = Float32Array.from({ length: size }, () => random.uniform())
const target = output.map((value, index) => (index % 5 === 0 ? value : value + random.normal(0, 0.2)))
const gaps = [...output].map((value, i) => value - target[i])
const pictures = [gaps.slice(0, size / 2), gaps.slice(size / 2)]
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** The mean |Re| + |Im| of a picture's transform, by the definition. */
function fourier(picture: number[]): number {
  const [, height, width, channels] = shape
  const parts: number[] = []
  for (let v = 0; v < height; v++) {
    for (let u = 0; u < width; u++) {
      for (let channel = 0; channel < channels; channel++) {
        let [real, imaginary] = [0, 0]
        picture.forEach((value, index) => {
          if (index % channels !== channel) return
          const [y, x] = [Math.floor(index / channels / width), Math.floor(index / channels) % width]
          const angle = 2 * Math.PI * ((u * x) / width + (v * y) / height)
          real += value * Math.cos(angle)
          imaginary += value * Math.sin(angle)
        })
        parts.push((Math.abs(real) + Math.abs(imaginary)) / Math.sqrt(width * height))
      }
    }
  }
  return mean(parts)
}

/** The mean |change| from a pixel to the next one along rows, plus the same along columns. */
function gradients(picture: number[]): number {
  const [, height, width, channels] = shape
  const steps = (offset: number, inside: (index: number) => boolean) =>
    mean(
      picture.flatMap((value, i) => (inside(Math.floor(i / channels)) ? [Math.abs(picture[i + offset] - value)] : [])),
    )
  return steps(channels, i => i % width < width - 1) + steps(channels * width, i => i < width * (height - 1))
}

const l1 = (picture: number[]) => mean(picture.map(Math.abs))

test.each<[string, LossChoice, number]>([
  ['l1', 'l1', mean(pictures.map(l1))],
  ['l2', 'l2', mean(gaps.map(gap => gap ** 2))],
  ['charbonnier', 'charbonnier', mean(gaps.map(gap => Math.sqrt(gap ** 2 + 1e-6)))],
  ['fft', 'fft', mean(pictures.map(fourier))],
  ['gradient', 'gradient', mean(pictures.map(gradients))],
  ['a sum', { l1: 1, fft: 0.1 }, mean(pictures.map(picture => l1(picture) + 0.1 * fourier(picture)))],
])('%s', (_, choice, expected) => {
  const loss = makeLoss(choice)
  const wanted = tf.tensor4d(target, shape)
  const at = (values: Float32Array) => loss(tf.tensor4d(values, shape), wanted).dataSync()[0]
  expect([at(output)]).toBeWithin(1e-6, [expected])
  const gradient = tf
    .grad(x => loss(x, wanted))(tf.tensor4d(output, shape))
    .dataSync()
  const step = 5e-4
  for (let i = 1; i < size; i += 7) {
    if (Math.abs(gaps[i]) < step) continue
    const slope = (at(output.with(i, output[i] + step)) - at(output.with(i, output[i] - step))) / (2 * step)
    expect([gradient[i]]).toBeWithin(2e-3, [slope])
  }
})
