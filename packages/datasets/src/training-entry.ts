import { resolve } from 'node:path'
import { tasks } from '@dfpir/core'
import { z } from 'zod'
import { must } from './parse-content.js'

const levelError = must('a number of at least 0 and at most 255')
const level = z.number(levelError).min(0, levelError).max(255, levelError)
const levels = z.array(level).min(1, 'needs the noise levels to train on, got none').readonly()

/** Noise levels, standard deviations in 8-bit levels: one or several. */
export const noiseLevels = z.union([level, levels], must('a noise level of 0 to 255 or a list of such'))

const levelRange = z.strictObject({
  from: level,
  to: level,
  /**
   * The levels that have prompts.
   *
   * @default [15, 25, 50]
   */
  prompts: levels.default([15, 25, 50]),
})

const share = (error = must('a share of the patches, 0 to 1')) => z.number(error).min(0, error).max(1, error)
const growth = (error = must('a factor of 1 to 8')) => z.number(error).min(1, error).max(8, error)
const shrinkError = must('a factor above 0 and of at most 1')
const countError = must('a whole number of at least 1')

/**
 * An entry of a training file's `data`. It names pictures in one of four ways: `clean`; `input` and `target`; `layout`
 * and `root`; `list`. Clean ones are degraded while training, as the task says. Plain values alone, so that an entry can
 * be sent to another thread and opened there. Which keys go together: see `check-entry.ts`.
 */
export const trainingEntry = z.strictObject({
  task: z.enum(tasks),
  /**
   * For denoise: the noise levels, in 8-bit levels, that patches of clean photographs draw from, a range of them, or the
   * one level that pairs were made with. With a range, or with practical noise, the levels are those that have prompts; a
   * patch mostly gets the prompt of the one nearest to the deviation of its noise.
   */
  sigma: z
    .union([level, levels, levelRange], must('a noise level of 0 to 255, a list of such, or { from, to, prompts }'))
    .optional(),
  /**
   * For denoise of clean photographs: independent Gaussian noise; noise as image sensors make it, of about the level's
   * strength; or `practicalNoise` of @dfpir/degradations, of any strength.
   *
   * @default 'gaussian'
   */
  noise: z.enum(['gaussian', 'sensor', 'practical']).optional(),
  /**
   * The share, 0 to 1, of patches of clean photographs that are saved as a JPEG of quality 40 to 95 once they are degraded.
   *
   * @default 0
   */
  jpeg: share().optional(),
  /**
   * For clean photographs: the shares of patches that get a second damage, that of another task. It stays in the target,
   * but for `denoise`, which adds light noise that is to be removed, too. Together at most 1.
   */
  also: z.partialRecord(z.enum(tasks), share()).optional(),
  /**
   * The least factor, above 0 to 1, by which patches of clean photographs are shrunk once they are degraded, so that they
   * show more of a scene; for what depends on the whole of it, such as haze. A patch is cut so much larger, as far as the
   * photograph has room. Each patch draws its factor.
   *
   * @default 1
   */
  shrink: z.number(shrinkError).gt(0, shrinkError).max(1, shrinkError).optional(),
  /**
   * The greatest factor, 1 to 8, by which patches of clean photographs are enlarged before they are degraded: pictures as
   * soft as those of larger sensors. Each patch draws its factor.
   *
   * @default 1
   */
  enlarge: growth().optional(),
  /**
   * The greatest strength, 1 to 8, by which the midtones of clean photographs are brightened (to the power of 1 through
   * it). Each patch draws its own.
   *
   * @default 1
   */
  brightness: growth().optional(),
  /**
   * The greatest factor, 1 to 8, of the strength of clean photographs' colours. Each patch draws its factor.
   *
   * @default 1
   */
  saturation: growth().optional(),
  /**
   * The share, 0 to 1, of patches of clean photographs whose colour channels are put in another order.
   *
   * @default 0
   */
  recolour: share().optional(),
  /**
   * Whether patches stay upright: mirrored at most, not turned; for what tells near from far, above from below.
   *
   * @default false
   */
  upright: z.boolean().optional(),
  /**
   * Crops pictures to multiples of so many pixels, in the middle, before patches are drawn; the released code takes 16.
   *
   * @default no crop
   */
  crop: z.int(countError).min(1, countError).optional(),
  /**
   * The symmetries of the square that patches are turned and mirrored by: all 8, or the 7 other than the identity, as the
   * released code takes them.
   *
   * @default 8
   */
  symmetries: z.literal([7, 8], must('7 or 8')).optional(),
  /**
   * For derain of clean photographs: a folder of grey layers of rendered drops, black where there is none, one to three of
   * which each patch adds. Streaks are computed when left out.
   */
  streaks: z.string().optional(),
  /**
   * For dehaze of clean photographs: a folder of grey depth maps of the photographs' names and sizes, the brighter the
   * farther, in any unit. Depths are made up when left out.
   */
  depth: z.string().optional(),
  /** A folder of clean photographs. */
  clean: z.string().optional(),
  /** A folder of degraded photographs, matched by name with those in `target`. */
  input: z.string().optional(),
  /** The folder of their clean partners. */
  target: z.string().optional(),
  /** The name of a dataset's layout; of one with splits the training split is taken. */
  layout: z.string().optional(),
  /** The dataset's folder. */
  root: z.string().optional(),
  /** A text file of paths, of pairs or of clean photographs. */
  list: z.string().optional(),
  /**
   * A text file that names the pictures to use, one per line: the whole path below the folder or its end, of the degraded
   * picture of a pair. Others are left out.
   */
  names: z.string().optional(),
  /**
   * How often an epoch visits each photograph.
   *
   * @default 1
   */
  repeat: z.int(countError).min(1, countError).default(1),
})

/** An entry as it is written. */
export type TrainingEntry = z.input<typeof trainingEntry>

/** An entry with its defaults filled in. */
export type ParsedEntry = z.output<typeof trainingEntry>

/** The keys that hold paths. */
const pathKeys = ['clean', 'input', 'target', 'root', 'list', 'names', 'streaks', 'depth'] as const

/** An entry whose paths are absolute: relative ones are taken as relative to the folder. */
export function resolvePaths<E extends Pick<TrainingEntry, (typeof pathKeys)[number]>>(entry: E, folder: string): E {
  const given = pathKeys.flatMap(key => {
    const path = entry[key]
    return path === undefined ? [] : [[key, resolve(folder, path)] as const]
  })
  return { ...entry, ...Object.fromEntries(given) }
}

/** Whether an entry's noise has any level between two. */
export function isRange(sigma: ParsedEntry['sigma']): sigma is z.output<typeof levelRange> {
  return typeof sigma === 'object' && 'prompts' in sigma
}

/** The noise levels of an entry that have prompts, in 8-bit levels. */
export function promptLevels(sigma: ParsedEntry['sigma']): readonly number[] {
  if (isRange(sigma)) return sigma.prompts
  return typeof sigma === 'number' ? [sigma] : (sigma ?? [])
}
