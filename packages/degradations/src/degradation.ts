import { type Float32Tensor, type Random, UsageError } from '@dfpir/core'
import { fromFloat, type RgbPicture, toFloat } from '@dfpir/images'

/** A degradation of photographs. */
export interface Degradation {
  /** A short name, such as `denoise-25`. If a prompt reverses the degradation, it is that prompt's name. */
  readonly name: string
  /** Returns a degraded copy of the same size. The same picture and state of `random` give the same copy. */
  apply(picture: RgbPicture, random: Random): RgbPicture
}

/** A degradation of float images in [0, 1], [H, W, 3]; the input is not changed. */
export type FloatDegradation<Values> = (image: Float32Tensor, values: Values, random: Random) => Float32Tensor

/** Applies a degradation of float images to 8-bit pictures; only the result is rounded. */
export function onPictures<Values>(degrade: FloatDegradation<Values>) {
  return (picture: RgbPicture, values: Values, random: Random): RgbPicture =>
    fromFloat(degrade(toFloat(picture), values, random))
}

/**
 * Composes degradations in the given order into one, with a name such as `derain+jpeg`. Each receives the previous
 * one's result and continues its sequence of random numbers.
 *
 * @throws UsageError if there are none
 */
export function compose(...degradations: readonly Degradation[]): Degradation {
  if (degradations.length === 0) throw new UsageError('expected at least one degradation to compose, got none')
  return {
    name: degradations.map(({ name }) => name).join('+'),
    apply: (picture, random) => degradations.reduce((copy, degradation) => degradation.apply(copy, random), picture),
  }
}
