import { relative, sep } from 'node:path'
import { Random, type Task, UsageError } from '@dfpir/core'
import {
  checkDataset,
  type DatasetReport,
  openCleanFolder,
  openEvaluationPairs,
  openPairs,
  type PairFolder,
  type ReadHeadsOptions,
  type TaskFiles,
  taskFiles,
} from '@dfpir/datasets'
import { type Degradation, gaussianNoise, taskDegradation } from '@dfpir/degradations'
import { cropToMultiple, type RgbPicture } from '@dfpir/images'

/** A degraded picture and its target. */
export interface EvaluationCase {
  /** The file's path relative to its folder. */
  readonly name: string
  readonly input: RgbPicture
  readonly target: RgbPicture
}

/** Pictures for evaluation, read one at a time. */
export interface EvaluationSet {
  readonly task: Task | undefined
  /** With noise, its standard deviation in 8-bit levels, if it is known. */
  readonly sigma?: number
  /** The pictures' paths relative to their folder. */
  readonly names: readonly string[]
  /** The files in the order of the names, if known. */
  readonly files?: Omit<TaskFiles, 'task'>
  /**
   * Reads the headers of the files without decoding them. Reports the sizes of pictures, and pictures that cannot be
   * read, lack a partner, or differ from it in size.
   */
  check?(options?: ReadHeadsOptions): Promise<Pick<DatasetReport, 'faults' | 'sizes'>>
  /** @throws DataError if a file cannot be read, or partners differ in size */
  read(index: number): Promise<EvaluationCase>
}

export interface EvaluationSetOptions {
  /** Crops pictures in the middle to multiples of this number. By default, they are not cropped. */
  crop?: number
}

export interface PairSetOptions extends EvaluationSetOptions {
  /**
   * The task that repairs the inputs.
   *
   * @default the restorer's default task
   */
  task?: Task
  /** With noise, its standard deviation in 8-bit levels, if it is known. */
  sigma?: number
}

/**
 * Opens degraded photographs of one folder and their targets with the same names in another.
 *
 * @throws UsageError if a folder does not exist
 * @throws DataError if a folder contains no image or nothing matches
 */
export async function pairSet(
  inputs: string,
  targets: string,
  { task, sigma, crop = 1 }: PairSetOptions = {},
): Promise<EvaluationSet> {
  checkCrop(crop)
  const matched = await openPairs(inputs, targets)
  const names = namesBelow(inputs, matched.pairs)
  return {
    task,
    sigma,
    names,
    files: taskFiles({ kind: 'pairs', pairs: matched }),
    check: options => checkDataset({ kind: 'pairs', pairs: matched }, options),
    async read(index) {
      const { input, target } = await matched.pictures(index)
      return { name: names[index], input: cropToMultiple(input, crop), target: cropToMultiple(target, crop) }
    },
  }
}

/**
 * Opens the test split of a data set of pairs, cropped to multiples of 16.
 *
 * @param layout the name of a layout in `@dfpir/datasets`
 * @throws UsageError if the layout or folder does not exist, or the layout has only clean photographs
 * @throws DataError if the folder does not have this layout
 */
export async function testSet(layout: string, root: string): Promise<EvaluationSet> {
  const matched = await openEvaluationPairs(layout, root)
  const names = namesBelow(root, matched.pairs)
  return {
    task: matched.task,
    names,
    files: taskFiles({ kind: 'pairs', pairs: matched }),
    check: options => checkDataset({ kind: 'pairs', pairs: matched }, options),
    read: async index => ({ name: names[index], ...(await matched.pictures(index)) }),
  }
}

function namesBelow(folder: string, pairs: PairFolder['pairs']): string[] {
  return pairs.map(({ input }) => relative(folder, input).split(sep).join('/'))
}

export interface NoiseSetOptions extends EvaluationSetOptions {
  /** The noise's standard deviation in 8-bit levels. */
  sigma: number
  seed: number
}

/**
 * Opens clean photographs of a folder and adds Gaussian noise to their 8-bit values, like the released code. The noise
 * of a picture depends only on the seed and the picture's name, not on other pictures or their order.
 *
 * @throws UsageError if the folder does not exist or the noise level is negative
 * @throws DataError when the folder holds no image.
 */
export async function noiseSet(folder: string, { sigma, ...options }: NoiseSetOptions): Promise<EvaluationSet> {
  return { ...(await damagedSet(folder, gaussianNoise(sigma), 'noise', options)), task: 'denoise', sigma }
}

export interface DegradedSetOptions extends EvaluationSetOptions {
  task: Exclude<Task, 'denoise'>
  seed: number
}

/**
 * Opens clean photographs of a folder and degrades them as training does for a task: with rain, haze, blur or darkness
 * of random strength. The degradation depends only on the seed and the picture's name, as with {@link noiseSet}.
 *
 * @throws UsageError when the folder is missing.
 * @throws DataError when the folder holds no image.
 */
export async function degradedSet(folder: string, { task, ...options }: DegradedSetOptions): Promise<EvaluationSet> {
  return { ...(await damagedSet(folder, taskDegradation(task), task, options)), task }
}

async function damagedSet(
  folder: string,
  degradation: Degradation,
  label: string,
  { seed, crop = 1 }: EvaluationSetOptions & { seed: number },
): Promise<Omit<EvaluationSet, 'task'>> {
  checkCrop(crop)
  const photos = await openCleanFolder(folder)
  return {
    names: photos.names,
    files: taskFiles({ kind: 'clean', photos }),
    check: options => checkDataset({ kind: 'clean', photos }, options),
    async read(index) {
      const name = photos.names[index]
      const target = cropToMultiple(await photos.picture(index), crop)
      return { name, input: degradation.apply(target, Random.derive(seed, label, name)), target }
    },
  }
}

function checkCrop(crop: number): void {
  if (Number.isInteger(crop) && crop >= 1) return
  throw new UsageError(`crop must be a whole number of at least 1, got ${crop}`)
}
