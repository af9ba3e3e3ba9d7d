import { type Float32Tensor, type Random, UsageError } from '@dfpir/core'
import { fromFloat, type RgbPicture, toFloat } from '@dfpir/images'

/** Something that happens to a photograph on its way to the viewer. */
export interface Degradation {
  /** Short, such as `denoise-25`: also the name of the prompt that undoes it, where there is one. */
  readonly name: string
  /** A degraded copy of the same size. The same picture and state of `random` give the same copy. */
  apply(picture: RgbPicture, random: Random): RgbPicture
}

/** A degradation of float images in [0, 1], [H, W, 3]; the image itself is left as it is. */
export type FloatDegradation<Values> = (image: Float32Tensor, values: Values, random: Random) => Float32Tensor

/** The form that a degradation of float images has on 8-bit pictures: only its result is rounded. */
export function onPictures<Values>(degrade: FloatDegradation<Values>) {
  return (picture: RgbPicture, values: Values, random: Random): RgbPicture =>
    fromFloat(degrade(toFloat(picture), values, random))
}

/**
 * Degradations one after the other, in the given order, as one that is named `derain+jpeg`. Each is given the copy of the
 * one before it and the random numbers from where that one stopped.
 *
 * @throws UsageError when there are none.
 */
export function compose(...degradations: readonly Degradation[]): Degradation {
  if (degradations.length === 0) throw new UsageError('there are no degradations to compose')
  return {
    name: degradations.map(({ name }) => name).join('+'),
    apply: (picture, random) => degradations.reduce((copy, degradation) => degradation.apply(copy, random), picture),
  }
}
