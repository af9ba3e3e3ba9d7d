import { Random } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import { type DegradationKind, drawValues, type Values } from './kind.js'

/** What a copy's random numbers follow from, and what is not random about it. */
export interface DegradedCopyOptions<Name extends string = string> {
  readonly seed: number
  /** The photograph's name, such as its path below its folder. */
  readonly name: string
  /** Numbers that are not to be drawn. */
  readonly given?: Partial<Values<Name>>
  /**
   * How many times the same kind was applied to the picture before.
   *
   * @default 0
   */
  readonly earlier?: number
}

/** A degraded copy, and the numbers that were drawn or given for it. */
export interface DegradedCopy<Name extends string = string> {
  readonly picture: RgbPicture
  readonly parameters: Values<Name>
}

/**
 * A copy of a photograph as `dfpir degrade` makes it: what is random about it follows from the seed, the photograph's
 * name and the kind alone, so that other photographs and other kinds make no difference to it.
 *
 * @throws UsageError for given numbers that the kind does not have or that are out of range.
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
