import { Random } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { type DegradationKind, drawValues, type Values } from './kind.js'

/** The inputs of a copy's random numbers, and its fixed values. */
export interface DegradedCopyOptions<Name extends string = string> {
  readonly seed: number
  /** The photograph's name, such as its path below its folder. */
  readonly name: string
  /** Values to use instead of random ones. */
  readonly given?: Partial<Values<Name>>
  /**
   * The number of times that the same kind was applied to the picture before.
   *
   * @default 0
   */
  readonly earlier?: number
}

/** A degraded copy, and its drawn or given values. */
export interface DegradedCopy<Name extends string = string> {
  readonly picture: RgbPicture
  readonly parameters: Values<Name>
}

/**
 * Makes a degraded copy of a photograph, as `dfpir degrade` does. Its random numbers depend only on the seed, the
 * photograph's name and the kind, so other photographs and kinds do not affect it.
 *
 * @throws UsageError for given values that the kind does not have or that are out of range
 */
export function degradedCopy<Name extends string>(
  clean: RgbPicture,
  kind: DegradationKind<Name>,
  { seed, name, given = {}, earlier = 0 }: DegradedCopyOptions<Name>,
): DegradedCopy<Name> {
  const random = Random.derive(seed, 'degrade', kind.name, name, earlier)
  const parameters = drawValues(kind, random, given)
  return { picture: kind.degrade(clean, parameters, random), parameters }
}
