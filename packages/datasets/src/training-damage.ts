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

/** A second damage, and the share of the patches that get it. */
export interface SecondDamage {
  readonly task: Task
  readonly share: number
  readonly degradation: Degradation
}

export interface DamageOptions {
  readonly task: Task
  /** One of these is drawn for each patch. Unless `prompts` says otherwise, its name is the prompt. */
  readonly degradations: readonly PatchDegradation[]
  /** The noise levels that have prompts, where the level of a patch is only known once it was measured. */
  readonly prompts?: readonly number[]
  /**
   * At most one of these is drawn for each patch.
   *
   * @default none
   */
  readonly also?: readonly SecondDamage[]
  /**
   * Share of patches that are finally saved as JPEG, with a quality of 40 to 95.
   *
   * @default 0
   */
  readonly jpeg?: number
}

/** On its way from the scene to the file a picture is damaged in this order. */
const order: readonly Task[] = ['deblur', 'dehaze', 'derain', 'lowlight', 'denoise']

/**
 * PatchDamage by one task's degradation, sometimes together with a second one. The target lacks the task's own damage, and
 * light noise and JPEG artefacts that came after it; a second damage of another task stays in it, since another prompt
 * removes that.
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

/** Both damages in their order. The second one is done to the target with the same random numbers. */
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

/** What a second damage of a task is beside that of another. A dark picture for denoise has that task's noise alone. */
export function secondDegradation(task: Task, beside: Task): Degradation {
  if (task === 'denoise') return lightNoise
  return task === 'lowlight' && beside === 'denoise' ? noiselessDarkScene : trainingDegradation(task)
}

/** The root of the mean square of the differences, in 8-bit levels. */
function deviation({ data }: RgbPicture, target: RgbPicture): number {
  let squares = 0
  for (let i = 0; i < data.length; i++) squares += (data[i] - target.data[i]) ** 2
  return Math.sqrt(squares / data.length)
}

/** The prompt of the nearest level for four patches of five, of another one for the rest: levels are estimated wrongly. */
function noisePrompt(deviation: number, levels: readonly number[], random: Random): string {
  const nearest = levels.reduce((best, level) =>
    Math.abs(level - deviation) < Math.abs(best - deviation) ? level : best,
  )
  const others = levels.filter(level => level !== nearest)
  const told = others.length > 0 && random.uniform() < 0.2 ? random.pick(others) : nearest
  return `denoise-${told}`
}
