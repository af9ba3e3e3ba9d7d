import { type Random, type Task, tasks } from '@dfpir/core'
import { crop } from '@dfpir/datasets'
import {
  addGaussianNoise,
  degradationOf,
  type RgbPicture,
  rgbPicture,
  sensorNoiseKind,
  taskDegradation,
} from '@dfpir/degradations'
import { type Condition, conditions } from '@dfpir/detector'
import { drawOutlier } from './outlier.js'
import { greyed, vary } from './vary.js'

/** A picture to learn from. */
export interface LabelledPicture {
  readonly picture: RgbPicture
  readonly condition: Condition
  /** Standard deviation of its noise, 0 … 255, where the condition is `denoise`. */
  readonly sigma?: number
}

/** How often each condition is drawn, relative to the others: what is to be left alone is the most varied. */
const weights: Readonly<Record<Condition, number>> = {
  denoise: 1.2,
  derain: 1,
  dehaze: 1,
  deblur: 1.2,
  lowlight: 1,
  clean: 2,
  unknown: 2,
}

/** Which share of pictures have no colours. */
const greyShare = 0.06

/** A photograph to which something happened, or nothing, with small natural differences either way. */
export async function drawSample(photograph: RgbPicture, random: Random): Promise<LabelledPicture> {
  const condition = drawCondition(random)
  const grey = random.uniform() < greyShare
  const varied = await vary(photograph, random)
  const sample = await degraded(grey ? greyed(varied) : varied, condition, random)
  return grey ? { ...sample, picture: greyed(sample.picture) } : sample
}

function drawCondition(random: Random): Condition {
  const total = conditions.reduce((sum, name) => sum + weights[name], 0)
  let left = random.uniform(0, total)
  return conditions.find(name => {
    left -= weights[name]
    return left < 0
  })!
}

async function degraded(clean: RgbPicture, condition: Condition, random: Random): Promise<LabelledPicture> {
  if (condition === 'unknown') return { picture: await drawOutlier(clean, random), condition }
  if (condition === 'denoise') return noisy(clean, random)
  if (isTask(condition)) return { picture: taskDegradation(condition).apply(clean, random), condition }
  const faint = addGaussianNoise(clean.data, Math.max(0, random.uniform(-2, 2)), random)
  return { picture: rgbPicture(clean.width, clean.height, faint), condition }
}

function isTask(condition: Condition): condition is Exclude<Task, 'denoise'> {
  return (tasks as readonly string[]).includes(condition)
}

/** Gaussian noise of any level or of those that networks are measured at, or that of a sensor. */
function noisy(clean: RgbPicture, random: Random): LabelledPicture {
  const { width, height } = clean
  if (random.uniform() < 0.2) {
    const picture = degradationOf(sensorNoiseKind).apply(clean, random)
    return { picture, condition: 'denoise', sigma: Math.max(1, difference(picture, clean)) }
  }
  const sigma = random.uniform() < 0.4 ? random.pick([15, 25, 50]) : 5 * 10 ** random.uniform()
  return {
    picture: rgbPicture(width, height, addGaussianNoise(clean.data, sigma, random)),
    condition: 'denoise',
    sigma,
  }
}

/** Root of the mean squared difference. */
function difference(a: RgbPicture, b: RgbPicture): number {
  const sum = a.data.reduce((total, value, i) => total + (value - b.data[i]) ** 2, 0)
  return Math.sqrt(sum / a.data.length)
}

/**
 * Square crops, one at a random place in each of count² parts of the picture, one after the other:
 * [count², size, size, 3].
 */
export function drawCrops(picture: RgbPicture, count: number, size: number, random: Random): Uint8Array {
  const crops = new Uint8Array(count * count * size * size * 3)
  const within = (part: number, room: number) => Math.floor(((part + random.uniform()) / count) * (room + 1))
  for (let i = 0; i < count * count; i++) {
    const x = within(i % count, picture.width - size)
    const y = within(Math.floor(i / count), picture.height - size)
    crops.set(crop(picture, { x, y, width: size, height: size }).data, i * size * size * 3)
  }
  return crops
}
