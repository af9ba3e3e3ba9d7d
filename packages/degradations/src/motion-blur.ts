import type { Float32Tensor, Random } from '@dfpir/core'
import { type BlurKernel, blur, blurKernel } from './kernel.js'
import type { DegradationKind, Values } from './kind.js'
import { onLight } from './linear-light.js'

export type MotionValues = Values<'extent' | 'direction' | 'bend' | 'shake'>

/** Positions per pixel of the path. More make no visible difference. */
const density = 4

/**
 * The path of a point of light while a camera moves with an open shutter. Equal times give equal light:
 *
 *     heading(t) = direction + bend·(t − ½) + shake·π/2·u(t),  speed(t) ∝ exp(shake·v(t)),  0 ≤ t ≤ 1
 *
 * u and v are smooth random functions with values of about −1 … 1. The path of the given length is centred on its mean
 * and each of its positions is shared among the four nearest pixels. The idea of a random, smooth path is from Boracchi
 * and Foi, Modeling the performance of image restoration from motion blur (IEEE TIP 2012).
 */
export function motionKernel({ extent, direction, bend, shake }: MotionValues, random: Random): BlurKernel {
  const heading = wobble(random)
  const haste = wobble(random)
  const count = Math.ceil(extent * density) + 1
  const xs = new Float64Array(count)
  const ys = new Float64Array(count)
  let length = 0
  for (let i = 1; i < count; i++) {
    const t = (i - 0.5) / (count - 1)
    const angle = ((direction + bend * (t - 0.5)) / 180 + (shake * heading(t)) / 2) * Math.PI
    const step = Math.exp(shake * haste(t))
    length += step
    xs[i] = xs[i - 1] + step * Math.cos(angle)
    ys[i] = ys[i - 1] + step * Math.sin(angle)
  }
  const scale = length > 0 ? extent / length : 0
  return splat(centred(xs, scale), centred(ys, scale))
}

function centred(places: Float64Array, scale: number): Float64Array {
  const mean = places.reduce((sum, place) => sum + place, 0) / places.length
  return places.map(place => (place - mean) * scale)
}

/** The smallest kernel that holds the points, each shared among the pixels around it. */
function splat(xs: Float64Array, ys: Float64Array): BlurKernel {
  const left = Math.floor(Math.min(...xs))
  const top = Math.floor(Math.min(...ys))
  const width = Math.floor(Math.max(...xs)) - left + 2
  const height = Math.floor(Math.max(...ys)) - top + 2
  const weights = new Float32Array(width * height)
  for (let i = 0; i < xs.length; i++) {
    const x = Math.floor(xs[i])
    const y = Math.floor(ys[i])
    const right = xs[i] - x
    const below = ys[i] - y
    const place = (y - top) * width + x - left
    weights[place] += (1 - right) * (1 - below)
    weights[place + 1] += right * (1 - below)
    weights[place + width] += (1 - right) * below
    weights[place + width + 1] += right * below
  }
  return blurKernel({ width, height, originX: -left, originY: -top, weights })
}

/**
 * Blurs the light of an image [H, W, 3] along a path, {@link motionKernel}. A sensor averages light, and the GoPro data
 * set imitates this by averaging frames (Nah, Kim and Lee, Deep multi-scale CNN for dynamic scene deblurring, CVPR
 * 2017). Here the whole scene moves together.
 */
export function blurByMotion(image: Float32Tensor, values: MotionValues, random: Random): Float32Tensor {
  return blur(image, motionKernel(values, random))
}

/** {@link blurByMotion} on the light of a picture, as the damage of a task. */
export const motionBlurKind: DegradationKind<'extent' | 'direction' | 'bend' | 'shake'> = {
  name: 'deblur',
  effect: 'motion blur',
  parameters: {
    extent: { about: 'length of the path', unit: 'pixels', valid: [0, 200], drawn: [4, 20], evenly: 'by ratio' },
    direction: {
      about: 'direction of the path, clockwise from the right',
      unit: 'degrees',
      valid: [-360, 360],
      drawn: [0, 360],
    },
    bend: {
      about: 'turn of the path from its start to its end',
      unit: 'degrees',
      valid: [-720, 720],
      drawn: [-90, 90],
    },
    shake: { about: 'unsteadiness of heading and speed', unit: '', valid: [0, 2], drawn: [0, 0.8] },
  },
  degrade: onLight(blurByMotion),
}

/**
 * A smooth random function of 0 ≤ t ≤ 1 with the mean 0 and values of about −1 … 1: three sines of random phase, whose
 * amplitudes fall as their frequencies rise.
 */
function wobble(random: Random): (t: number) => number {
  const waves = [1, 2, 3].map(frequency => ({
    frequency: frequency * 2 * Math.PI * random.uniform(0.6, 1.2),
    phase: random.uniform(0, 2 * Math.PI),
    amplitude: 0.6 / frequency,
  }))
  return t =>
    waves.reduce((sum, { frequency, phase, amplitude }) => sum + amplitude * Math.sin(frequency * t + phase), 0)
}
