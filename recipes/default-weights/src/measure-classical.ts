import { join } from 'node:path'
import { listImages, readPicture } from '@dfpir/datasets'
import { degradedCopy, kindNamed, type Values } from '@dfpir/degradations'
import { comparePictures, meanSimilarity, type PictureSimilarity } from '@dfpir/metrics'
import { classicalMethods, type Method } from './classical-methods.js'

/** How near pictures were to the clean ones before and after a method, in the mean. */
export interface ClassicalScores {
  readonly method: string
  /** A task, with noise its level: `denoise 25`. */
  readonly task: string
  readonly pictures: number
  readonly input: PictureSimilarity
  readonly output: PictureSimilarity
}

/** What is measured: a method on the pictures of its task, of one strength or of drawn ones. */
interface Measurement {
  readonly method: Method
  readonly given: Values
}

const levels = [15, 25, 50]

/**
 * Scores of the classical methods on a folder's photographs, degraded as `dfpir degrade --seed` does it: noise of σ 15,
 * 25 and 50, the other tasks as strong as it is drawn for each photograph.
 *
 * @throws UsageError when there is no such folder, DataError when it holds no image or one that cannot be read.
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
