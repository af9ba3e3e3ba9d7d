import { resolve } from 'node:path'
import { tasks } from '@dfpir/core'
import { z } from 'zod'
import { must } from './parse-content.js'

const levelError = must('a number of at least 0 and at most 255')
const level = z.number(levelError).min(0, levelError).max(255, levelError)
const levels = z.array(level).min(1, 'needs noise levels, got none').readonly()

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
const shrinkFactor = z.number(shrinkError).gt(0, shrinkError).max(1, shrinkError)
const countError = must('a whole number of at least 1')

/**
 * An entry of a training file's `data`. It names pictures in one of four ways: `clean`; `input` and `target`; `layout`
 * and `root`; `list`. Clean ones are degraded during training according to the task. An entry contains only plain
 * values, so it can be sent to another thread. See `check-entry.ts` for the valid combinations of keys.
 */
export const trainingEntry = z.strictObject({
  task: z.enum(tasks),
  /**
   * For denoise: the noise levels for patches of clean photographs, in 8-bit levels; or a range of levels; or the one
   * level of pairs. With a range, or with practical noise, these are the levels that have prompts, and a patch mostly
   * gets the prompt of the level nearest to the deviation of its noise.
   */
  sigma: z
    .union([level, levels, levelRange], must('a noise level of 0 to 255, a list of such, or { from, to, prompts }'))
    .optional(),
  /**
   * For denoise of clean photographs: independent Gaussian noise; sensor noise of about the level's strength; or
   * `practicalNoise` of @dfpir/degradations, of any strength.
   *
   * @default 'gaussian'
   */
  noise: z.enum(['gaussian', 'sensor', 'practical']).optional(),
  /**
   * The share, 0 to 1, of patches of clean photographs that are saved as a JPEG of quality 40 to 95 after they are
   * degraded.
   *
   * @default 0
   */
  jpeg: share().optional(),
  /**
   * For clean photographs: the shares of patches that get second damage from another task. It stays in the target,
   * except for `denoise`, which adds light noise that must be removed, too. The shares add up to at most 1.
   */
  also: z.partialRecord(z.enum(tasks), share()).optional(),
  /**
   * The factors, above 0 to 1, by which patches are shrunk (those of clean photographs after they are degraded), so
   * they show more of a scene: `{ from, to }`, or the smallest factor, with `to` 1. For damage that depends on the
   * whole scene, such as haze. Patches are cut correspondingly larger, if the photograph is large enough. The factor is
   * drawn for each patch.
   *
   * @default 1
   */
  shrink: z
    .union(
      [shrinkFactor, z.strictObject({ from: shrinkFactor, to: shrinkFactor })],
      must('a factor above 0 and of at most 1, or { from, to }'),
    )
    .optional(),
  /**
   * The largest factor, 1 to 8, by which patches of clean photographs are enlarged before they are degraded, so they
   * are as soft as pictures of larger sensors. The factor is drawn for each patch.
   *
   * @default 1
   */
  enlarge: growth().optional(),
  /**
   * The largest strength, 1 to 8, by which the midtones of clean photographs are brightened (values to the power of
   * 1/strength). The strength is drawn for each patch.
   *
   * @default 1
   */
  brightness: growth().optional(),
  /**
   * The largest factor, 1 to 8, of the saturation of clean photographs. The factor is drawn for each patch.
   *
   * @default 1
   */
  saturation: growth().optional(),
  /**
   * The share, 0 to 1, of patches of clean photographs whose colour channels are reordered.
   *
   * @default 0
   */
  recolour: share().optional(),
  /**
   * Whether patches stay upright: mirrored but not turned. For damage that depends on what is up and down, such as
   * haze.
   *
   * @default false
   */
  upright: z.boolean().optional(),
  /**
   * Crops pictures in the middle to multiples of this number of pixels before patches are drawn. The released code uses
   * 16.
   *
   * @default no crop
   */
  crop: z.int(countError).min(1, countError).optional(),
  /**
   * The number of symmetries for turning and mirroring patches: all 8 of the square, or the 7 without the identity, as
   * in the released code.
   *
   * @default 8
   */
  symmetries: z.literal([7, 8], must('7 or 8')).optional(),
  /**
   * For derain of clean photographs: a folder of grey layers of rendered drops on black. Each patch adds one to three.
   * By default, streaks are computed.
   */
  streaks: z.string().optional(),
  /**
   * For dehaze of clean photographs: a folder of grey depth maps with the photographs' names and sizes, in any unit;
   * brighter is farther. By default, depths are made up.
   */
  depth: z.string().optional(),
  /** A folder of clean photographs. */
  clean: z.string().optional(),
  /** A folder of degraded photographs, matched by name with those in `target`. */
  input: z.string().optional(),
  /** The folder of their clean partners. */
  target: z.string().optional(),
  /** The name of a data set's layout. If it has splits, the training split is used. */
  layout: z.string().optional(),
  /** The data set's folder. */
  root: z.string().optional(),
  /** A text file with paths of pairs or of clean photographs. */
  list: z.string().optional(),
  /**
   * A text file that names the pictures to use, one per line: the path relative to the folder, or the end of that path.
   * Of pairs, it names the degraded picture. Other pictures are not used.
   */
  names: z.string().optional(),
  /**
   * How often an epoch visits each photograph.
   *
   * @default 1
   */
  repeat: z.int(countError).min(1, countError).default(1),
})

/** An entry as written by the user. */
export type TrainingEntry = z.input<typeof trainingEntry>

/** An entry with its defaults filled in. */
export type ParsedEntry = z.output<typeof trainingEntry>

/** The keys that hold paths. */
const pathKeys = ['clean', 'input', 'target', 'root', 'list', 'names', 'streaks', 'depth'] as const

/** Makes the paths of an entry absolute. Relative ones are relative to the folder. */
export function resolvePaths<E extends Pick<TrainingEntry, (typeof pathKeys)[number]>>(entry: E, folder: string): E {
  const given = pathKeys.flatMap(key => {
    const path = entry[key]
    return path === undefined ? [] : [[key, resolve(folder, path)] as const]
  })
  return { ...entry, ...Object.fromEntries(given) }
}

/** Whether an entry's noise level is a range. */
export function isRange(sigma: ParsedEntry['sigma']): sigma is z.output<typeof levelRange> {
  return typeof sigma === 'object' && 'prompts' in sigma
}

/** The noise levels of an entry that have prompts, in 8-bit levels. */
export function promptLevels(sigma: ParsedEntry['sigma']): readonly number[] {
  if (isRange(sigma)) return sigma.prompts
  return typeof sigma === 'number' ? [sigma] : (sigma ?? [])
}
