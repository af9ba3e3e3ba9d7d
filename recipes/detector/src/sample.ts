import { type Random, type Task, tasks } from '@dfpir/core'
import { type Damage, damages } from '@dfpir/detector'
import type { RgbPicture } from '@dfpir/images'
import { type BasePicture, drawBase, type Truth } from './draw-base.js'
import { drawDamage, order } from './draw-damage.js'
import { drawOutlier } from './outlier.js'
import type { PictureFiles } from './picture-files.js'
import { settings } from './settings.js'
import { greyed, saved, shrunk, vary } from './vary.js'

/** A training picture. */
export interface LabelledPicture {
  readonly picture: RgbPicture
  readonly truth: Truth
  /**
   * Root mean square of the noise in 8-bit levels, if any, before saving: the averaged colours of a JPEG reduce the noise
   * but not the level that a denoiser needs.
   */
  readonly sigma?: number
}

/** Share of clean pictures, and share of pictures with damage that no task repairs. */
export const cleanShare = 0.34
export const outlierShare = 0.07
/** Share of damaged pictures with a second damage, whose strength has the same range. */
const secondShare = 0.3
/** Relative frequency of each task. */
const weights: Readonly<Record<Task, number>> = { denoise: 1.2, derain: 1.2, dehaze: 1, deblur: 1, lowlight: 0.9 }
/** Share of grey pictures. */
export const greyShare = 0.05

/**
 * Root mean square of the change in 8-bit levels up to which a damage counts as absent, and from which it counts as
 * present. Between the two it is uncertain.
 */
const visible: Readonly<Record<Task, readonly [number, number]>> = {
  denoise: [1.8, 3.8],
  derain: [1.5, 4],
  dehaze: [6, 18],
  deblur: [1.5, 4],
  lowlight: [8, 28],
}

/**
 * Draws a clean or damaged photograph with natural variation. A damaged one comes in several sizes and qualities.
 */
export async function drawSamples(files: PictureFiles, random: Random): Promise<LabelledPicture[]> {
  const kind = random.uniform()
  const grey = random.uniform() < greyShare
  const drawn = kind < cleanShare || kind >= 1 - outlierShare ? [] : drawTasks(random)
  const base = await drawBase(files, drawn, random)
  const picture = await vary(base.picture, random)
  const varied = { ...base, picture: grey ? greyed(picture) : picture }
  const samples =
    kind >= 1 - outlierShare ? [await outlier(varied, random)] : await damaged(varied, drawn, files, random)
  return grey ? samples.map(sample => ({ ...sample, picture: greyed(sample.picture) })) : samples
}

/** Draws one or two tasks, in the order in which pictures are damaged. */
export function drawTasks(random: Random): Task[] {
  const first = drawTask(tasks, random)
  if (random.uniform() >= secondShare) return [first]
  const second = drawTask(
    tasks.filter(task => task !== first),
    random,
  )
  return order.filter(task => task === first || task === second)
}

function drawTask(among: readonly Task[], random: Random): Task {
  const total = among.reduce((sum, task) => sum + weights[task], 0)
  const shares = among.map(task => ({ task, share: weights[task] / total }))
  return (random.pickByShare(shares) ?? shares[0]).task
}

async function outlier({ picture, truth }: BasePicture, random: Random): Promise<LabelledPicture> {
  const { picture: changed, uncertain } = await drawOutlier(picture, random)
  const known = damages.filter(damage => !uncertain.includes(damage as Task))
  return {
    picture: changed,
    truth: { ...Object.fromEntries(known.map(damage => [damage, damage === 'unknown'])), ...truth },
  }
}

/** Damages a picture, and saves it in several sizes and qualities. */
async function damaged(
  { truth: before, ...base }: BasePicture,
  drawn: readonly Task[],
  files: PictureFiles,
  random: Random,
): Promise<LabelledPicture[]> {
  const stages: Stage[] = [{ picture: base.picture }]
  for (const task of drawn.filter(task => before[task] !== true)) {
    const { picture } = stages[stages.length - 1]
    stages.push({ task, ...(await drawDamage(task, { ...base, truth: before, picture }, files, random)) })
  }
  const samples: LabelledPicture[] = []
  const count = drawn.length > 0 ? settings.variants : 1
  while (samples.length < count) samples.push(await finished(stages, before, random))
  return samples
}

/** An intermediate picture, after one task's damage. */
interface Stage {
  readonly task?: Task
  readonly picture: RgbPicture
  /** Other damage that may be present. */
  readonly also?: readonly Task[]
}

/** Scales and saves a picture, and measures how visible each damage is in the result. */
async function finished(stages: readonly Stage[], before: Truth, random: Random): Promise<LabelledPicture> {
  const scale = random.uniform() < 0.5 ? random.uniform(0.5, 1.35) : 1
  const scaled = await Promise.all(stages.map(({ picture }) => shrunk(picture, scale)))
  const picture = await saved(scaled[scaled.length - 1], random)
  const changes = stages.slice(1).map(({ task }, i) => [task as Task, difference(scaled[i], scaled[i + 1])] as const)
  const uncertain = stages.flatMap(({ also = [] }) => also)
  const isNoisy = stages[stages.length - 1].task === 'denoise'
  return {
    picture,
    truth: { ...truthOf(changes, uncertain), ...before },
    ...(isNoisy && { sigma: changes[changes.length - 1][1] }),
  }
}

function truthOf(changes: readonly (readonly [Task, number])[], uncertain: readonly Task[]): Truth {
  const found = new Map<Damage, boolean | undefined>(damages.map(damage => [damage, false]))
  for (const task of uncertain) found.set(task, undefined)
  for (const [task, change] of changes) {
    const [least, sure] = visible[task]
    found.set(task, change >= sure ? true : change <= least ? found.get(task) : undefined)
  }
  return Object.fromEntries([...found].filter(([, there]) => there !== undefined))
}

/** Returns the root mean square difference. */
function difference(a: RgbPicture, b: RgbPicture): number {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) ** 2
  return Math.sqrt(sum / a.data.length)
}
