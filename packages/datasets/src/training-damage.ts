import { Random, type Task } from '@dfpir/core'
import {
  compressJpeg,
  type Degradation,
  lightNoise,
  noiselessDarkScene,
  trainingDegradation,
} from '@dfpir/degradations'
import type { RgbPicture } from '@dfpir/images'
import type { PatchDamage, PatchDegradation, TrainingSample } from './training-source.js'

/** A second kind of damage and the share of patches that get it. */
export interface SecondDamage {
  readonly task: Task
  readonly share: number
  readonly degradation: Degradation
}

export interface DamageOptions {
  readonly task: Task
  /** One of these is drawn for each patch. Without `prompts`, its name is the prompt. */
  readonly degradations: readonly PatchDegradation[]
  /** The noise levels that have prompts, for noise whose level must be measured in each patch. */
  readonly prompts?: readonly number[]
  /**
   * At most one of these is drawn for each patch.
   *
   * @default none
   */
  readonly also?: readonly SecondDamage[]
  /**
   * The share of patches that are saved as JPEG at the end, with a quality of 40 to 95.
   *
   * @default 0
   */
  readonly jpeg?: number
}

/** The order in which damage occurs between the scene and the file. */
const order: readonly Task[] = ['deblur', 'dehaze', 'derain', 'lowlight', 'denoise']

/**
 * Damage by one task's degradation, sometimes with a second one. The target is free of the task's own damage and of
 * later light noise and JPEG artefacts. Second damage of another task stays in the target, because another prompt
 * removes it.
 */
export function damage({ task, degradations, prompts, also = [], jpeg = 0 }: DamageOptions): PatchDamage {
  return async (clean, random, scene) => {
    const own = random.pick(degradations)
    const second = also.length > 0 ? random.pickByShare(also) : undefined
    const degrade = async (picture: RgbPicture) => own.apply(picture, random, scene)
    const both = await together(clean, degrade, { task, second }, random)
    const saved = jpeg > 0 && random.uniform() < jpeg
    const input = saved ? compressJpeg(both.input, { quality: 40 + random.integer(56) }) : both.input
    const prompt = prompts ? noisePrompt(deviation(input, both.target), prompts, random) : own.name
    return { input, target: both.target, prompt }
  }
}

/** Applies both kinds of damage in order, and the second one to the target with the same random numbers. */
async function together(
  clean: RgbPicture,
  degrade: (picture: RgbPicture) => Promise<RgbPicture>,
  { task, second }: { task: Task; second?: SecondDamage },
  random: Random,
): Promise<Pick<TrainingSample, 'input' | 'target'>> {
  if (second === undefined) return { input: await degrade(clean), target: clean }
  if (second.task === 'denoise') return { input: lightNoise.apply(await degrade(clean), random), target: clean }
  const seed = random.bits()
  const alter = (picture: RgbPicture) => second.degradation.apply(picture, new Random(seed))
  const target = alter(clean)
  const first = order.indexOf(second.task) < order.indexOf(task)
  return { input: first ? await degrade(target) : alter(await degrade(clean)), target }
}

/** The second damage of a task, next to that of another. A dark picture for denoise has only that task's noise. */
export function secondDegradation(task: Task, beside: Task): Degradation {
  if (task === 'denoise') return lightNoise
  return task === 'lowlight' && beside === 'denoise' ? noiselessDarkScene : trainingDegradation(task)
}

/** The root mean square of the differences, in 8-bit levels. */
function deviation({ data }: RgbPicture, target: RgbPicture): number {
  let squares = 0
  for (let i = 0; i < data.length; i++) squares += (data[i] - target.data[i]) ** 2
  return Math.sqrt(squares / data.length)
}

/**
 * The nearest level's prompt for four of five patches, another one for the rest, because estimates of levels are
 * imprecise.
 */
function noisePrompt(deviation: number, levels: readonly number[], random: Random): string {
  const nearest = levels.reduce((best, level) =>
    Math.abs(level - deviation) < Math.abs(best - deviation) ? level : best,
  )
  const others = levels.filter(level => level !== nearest)
  const told = others.length > 0 && random.uniform() < 0.2 ? random.pick(others) : nearest
  return `denoise-${told}`
}
