import { join } from 'node:path'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, kindNamed, type Values } from '@dfpir/degradations'
import { comparePictures, meanSimilarity, type PictureSimilarity } from '@dfpir/metrics'
import { classicalMethods, type Method } from './classical-methods.js'

/** Mean scores of pictures against the clean ones, before and after a method. */
export interface ClassicalScores {
  readonly method: string
  /** The task, for noise with its level: `denoise 25`. */
  readonly task: string
  readonly pictures: number
  readonly input: PictureSimilarity
  readonly output: PictureSimilarity
}

/** A method and the pictures to measure it on, with damage of fixed or drawn strength. */
interface Measurement {
  readonly method: Method
  readonly given: Values
}

const levels = [15, 25, 50]

/**
 * Measures the classical methods on a folder of photographs, degraded as `dfpir degrade --seed` does: noise of σ 15, 25
 * and 50, and the other damages with a strength drawn for each photograph.
 *
 * @throws UsageError if the folder does not exist, DataError if it contains no image or an unreadable one.
 */
export async function measureClassical(folder: string, seed: number): Promise<ClassicalScores[]> {
  const names = await listImages(folder)
  const scores: ClassicalScores[] = []
  for (const measurement of measurements()) {
    const pairs: Pair[] = []
    for (const name of names) pairs.push(await measureOne(folder, name, seed, measurement))
    scores.push(summary(measurement, pairs))
  }
  return scores
}

function measurements(): Measurement[] {
  return classicalMethods.flatMap((method): Measurement[] =>
    method.task === 'denoise' ? levels.map(sigma => ({ method, given: { sigma } })) : [{ method, given: {} }],
  )
}

type Pair = Pick<ClassicalScores, 'input' | 'output'>

async function measureOne(folder: string, name: string, seed: number, { method, given }: Measurement): Promise<Pair> {
  const clean = await readPicture(join(folder, name))
  const { picture } = degradedCopy(clean, kindNamed(method.task), { seed, name, given })
  return { input: comparePictures(picture, clean), output: comparePictures(await method.restore(picture), clean) }
}

function summary({ method, given }: Measurement, pairs: readonly Pair[]): ClassicalScores {
  return {
    method: method.name,
    task: [method.task, ...Object.values(given)].join(' '),
    pictures: pairs.length,
    input: meanSimilarity(pairs.map(({ input }) => input)),
    output: meanSimilarity(pairs.map(({ output }) => output)),
  }
}
