import { type Random, type Task, tasks } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/degradations'
import { type Damage, damages } from '@dfpir/detector'
import { drawDamage, order } from './draw-damage.js'
import { drawOutlier } from './outlier.js'
import { type BasePicture, drawBase } from './draw-base.js'
import type { PictureFiles } from './picture-files.js'
import { greyed, saved, shrunk, vary } from './vary.js'

/** A picture to learn from. */
export interface LabelledPicture {
  readonly picture: RgbPicture
  /** Of each damage whether it is there; what is missing is not certain enough to learn from. */
  readonly truth: Readonly<Partial<Record<Damage, boolean>>>
  /** Root mean square of what a denoiser should remove, in 8-bit levels, where there is noise. */
  readonly sigma?: number
}

/** How often a picture is made that is clean, and one that is damaged by something that no task repairs. */
const cleanShare = 0.34
const outlierShare = 0.07
/** How often a damaged picture has a second damage, whose strength is of the same range. */
const secondShare = 0.3
/** How often each task is drawn, relative to the others. */
const weights: Readonly<Record<Task, number>> = { denoise: 1.2, derain: 1.2, dehaze: 1, deblur: 1, lowlight: 0.9 }
/** Which share of pictures have no colours. */
const greyShare = 0.05

/**
 * Root mean square of the change, in 8-bit levels, up to which a damage does not count, and from which on it does. Between
 * the two nothing is learnt.
 */
const visible: Readonly<Record<Task, readonly [number, number]>> = {
  denoise: [1.8, 3.8],
  derain: [1.5, 4],
  dehaze: [6, 18],
  deblur: [1.5, 4],
  lowlight: [8, 28],
}

/** A photograph to which something happened, or nothing, with natural differences either way. */
export async function drawSample(files: PictureFiles, random: Random): Promise<LabelledPicture> {
  const kind = random.uniform()
  const grey = random.uniform() < greyShare
  const drawn = kind < cleanShare || kind >= 1 - outlierShare ? [] : drawTasks(random)
  const base = await drawBase(files, drawn, random)
  const picture = await vary(base.picture, random)
  const varied = { ...base, picture: grey ? greyed(picture) : picture }
  const sample = kind >= 1 - outlierShare ? await outlier(varied, random) : await damaged(varied, drawn, files, random)
  return grey ? { ...sample, picture: greyed(sample.picture) } : sample
}

/** One task or two, in the order in which pictures are damaged. */
function drawTasks(random: Random): Task[] {
  const first = drawTask(tasks, random)
  if (random.uniform() >= secondShare) return [first]
  const second = drawTask(
    tasks.filter(task => task !== first),
    random,
  )
  return order.filter(task => task === first || task === second)
}

function drawTask(among: readonly Task[], random: Random): Task {
  let left = random.uniform() * among.reduce((sum, task) => sum + weights[task], 0)
  return among.find(task => (left -= weights[task]) < 0) ?? among[0]
}

async function outlier({ picture, truth }: BasePicture, random: Random): Promise<LabelledPicture> {
  const { picture: changed, uncertain } = await drawOutlier(picture, random)
  const known = damages.filter(damage => !uncertain.includes(damage as Task))
  return {
    picture: changed,
    truth: { ...Object.fromEntries(known.map(damage => [damage, damage === 'unknown'])), ...truth },
  }
}

/** Damages a picture, scales and saves it; of each damage it is measured how much it shows in the end. */
async function damaged(
  base: BasePicture,
  drawn: readonly Task[],
  files: PictureFiles,
  random: Random,
): Promise<LabelledPicture> {
  const stages = [base.picture]
  const uncertain: Task[] = []
  for (const task of drawn.filter(task => base.truth[task] !== true)) {
    const { picture, also = [] } = await drawDamage(task, { ...base, picture: stages[stages.length - 1] }, files, random)
    stages.push(picture)
    uncertain.push(...also)
  }
  const scale = random.uniform() < 0.5 ? random.uniform(0.5, 1.35) : 1
  const scaled = await Promise.all(stages.map(stage => shrunk(stage, scale)))
  const last = scaled[scaled.length - 1]
  const picture = await saved(last, random)
  const changes = drawn
    .filter(task => base.truth[task] !== true)
    .map((task, i) => [task, difference(scaled[i], scaled[i + 1])] as const)
  const truth = { ...truthOf(changes, uncertain), ...base.truth }
  const before = drawn[drawn.length - 1] === 'denoise' ? scaled[scaled.length - 2] : undefined
  return { picture, truth, ...(before && { sigma: difference(picture, before) }) }
}

function truthOf(changes: readonly (readonly [Task, number])[], uncertain: readonly Task[]): LabelledPicture['truth'] {
  const found = new Map<Damage, boolean | undefined>(damages.map(damage => [damage, false]))
  for (const task of uncertain) found.set(task, undefined)
  for (const [task, change] of changes) {
    const [least, sure] = visible[task]
    found.set(task, change >= sure ? true : change <= least ? found.get(task) : undefined)
  }
  return Object.fromEntries([...found].filter(([, there]) => there !== undefined))
}

/** Root of the mean squared difference. */
function difference(a: RgbPicture, b: RgbPicture): number {
  let sum = 0
  for (let i = 0; i < a.data.length; i++) sum += (a.data[i] - b.data[i]) ** 2
  return Math.sqrt(sum / a.data.length)
}
