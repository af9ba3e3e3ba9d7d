import type { Float32Tensor, Random } from '@dfpir/core'
import { defocus } from './defocus.js'
import type { Degradation } from './degradation.js'
import { type BlurKernel, blur } from './kernel.js'
import { fromLight, toLight } from './linear-light.js'
import { motionKernel } from './motion-blur.js'
import { softMask } from './soft-mask.js'

/**
 * A scene taken by a moving camera, with values drawn for each picture: frames averaged in linear light along a path of
 * 3 to 30 pixels ({@link motionKernel}), as the GoPro data set averages them (Nah, Kim and Lee, CVPR 2017). In two of
 * five scenes, parts move separately; in one of five, the lens is slightly out of focus; in three of ten, highlights
 * are up to four times as bright as white and leave streaks.
 */
export const movingScene: Degradation = {
  name: 'deblur',
  apply: (picture, random) => {
    const light = toLight(picture)
    const bright = random.uniform() < 0.3 ? highlighted(light, random.uniform(1, 4)) : light
    const sharp = random.uniform() < 0.2 ? defocus(bright, { radius: random.uniform(0.6, 1.6) }) : bright
    const path = drawPath(random, 30)
    return fromLight(random.uniform() < 0.4 ? movedApart(sharp, path, random) : blur(sharp, path))
  },
}

function drawPath(random: Random, longest: number): BlurKernel {
  const extent = 3 * (longest / 3) ** random.uniform()
  const direction = random.uniform(0, 360)
  return motionKernel({ extent, direction, bend: random.uniform(-60, 60), shake: random.uniform(0, 0.8) }, random)
}

/** Restores light that clipping removed: the closer to white, the more is added. */
function highlighted({ shape, data }: Float32Tensor, most: number): Float32Tensor {
  return { shape, data: data.map(light => light * (1 + ((most - 1) * Math.max(light - 0.85, 0)) / 0.15)) }
}

/** Parts with soft edges that move along a separate path, or stand still, in front of a moving background. */
function movedApart(light: Float32Tensor, path: BlurKernel, random: Random): Float32Tensor {
  const [height, width] = light.shape
  const mask = softMask({ width, height }, { size: random.uniform(60, 200), edge: random.uniform(2, 8) }, random)
  const own = drawPath(random, 20)
  const parts = { shape: light.shape, data: light.data.map((value, i) => value * mask[Math.floor(i / 3)]) }
  const covered = { shape: light.shape, data: light.data.map((_, i) => mask[Math.floor(i / 3)]) }
  const [front, shares, back] = [blur(parts, own), blur(covered, own), blur(light, path)]
  return { shape: light.shape, data: front.data.map((value, i) => value + (1 - shares.data[i]) * back.data[i]) }
}
