import { Random } from '@dfpir/core'
import { readPicture } from '@dfpir/datasets'
import { type Calibration, conditions } from '@dfpir/detector'
import { isRight, type KnownPicture, type Observation } from './observation.js'
import { drawSample } from './sample.js'
import { settings } from './settings.js'

/** How many pictures are made of each photograph that is held out. */
const perPhotograph = 20

/** Of the repairs that are undertaken, the share of wrong ones which the threshold aims at. */
const wrongShare = 0.05

/** Photographs with something or nothing wrong, as in training but with other random numbers. */
export async function* heldOutPictures(paths: readonly string[]): AsyncGenerator<KnownPicture> {
  for (const [index, path] of paths.entries()) {
    const photograph = await readPicture(path)
    for (let copy = 0; copy < perPhotograph; copy++) {
      const random = Random.derive(settings.seed, 'held out', index, copy)
      const { picture, condition, sigma } = await drawSample(photograph, random)
      yield { picture, kind: condition, truth: condition, sigma }
    }
  }
}

/** The temperature that makes the right conditions most likely, and the threshold that goes with it. */
export function calibrate(observations: readonly Observation[], now: Calibration): Calibration {
  const factor = bestTemperature(observations)
  return { temperature: now.temperature * factor, threshold: lowestThreshold(observations, factor) }
}

/** By what logits are to be divided once more: the least cross-entropy, by golden sections of its logarithm. */
function bestTemperature(observations: readonly Observation[]): number {
  const entropy = (logFactor: number) =>
    -observations.reduce(
      (sum, one) => sum + Math.log(shares(one, Math.exp(logFactor))[conditions.indexOf(one.truth)]),
      0,
    )
  const golden = (Math.sqrt(5) - 1) / 2
  let [low, high] = [Math.log(0.2), Math.log(8)]
  while (high - low > 1e-4) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)]
    if (entropy(left) < entropy(right)) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}

/** The probabilities at another temperature. */
function shares({ found }: Observation, factor: number): number[] {
  const powers = conditions.map(name => Math.max(found.probabilities[name], 1e-30) ** (1 / factor))
  const sum = powers.reduce((total, power) => total + power, 0)
  return powers.map(power => power / sum)
}

/**
 * The lowest confidence from which on few enough repairs would be wrong ones. Unknown pictures do not count: what is found
 * in one with two faults is mostly one of the two.
 */
function lowestThreshold(observations: readonly Observation[], factor: number): number {
  const repairs = observations
    .filter(({ truth, found }) => truth !== 'unknown' && found.condition !== 'clean' && found.condition !== 'unknown')
    .map(one => ({ confidence: Math.max(...shares(one, factor)), wrong: !isRight(one) }))
    .sort((a, b) => b.confidence - a.confidence)
  let wrong = 0
  let threshold = 1
  for (const [index, repair] of repairs.entries()) {
    if (repair.wrong) wrong++
    if (wrong <= wrongShare * (index + 1)) threshold = repair.confidence
  }
  return Math.max(0.5, threshold)
}
