import { Random } from '@dfpir/core'
import { drawValues, type RgbPicture, type Values } from '@dfpir/degradations'
import type { Recipe } from './recipe.js'

/** A degradation as it was applied. */
export interface AppliedDegradation {
  readonly kind: string
  /** The numbers that were drawn or given, by their names. */
  readonly parameters: Values
}

export interface DegradedPicture {
  readonly picture: RgbPicture
  readonly degradations: readonly AppliedDegradation[]
}

/**
 * Applies a recipe. What is random about a step follows from the seed, the picture's name and the step's kind alone:
 * other pictures and other steps make no difference to it.
 */
export function degradePicture(clean: RgbPicture, { steps }: Recipe, seed: number, name: string): DegradedPicture {
  const degradations: AppliedDegradation[] = []
  let picture = clean
  for (const { kind, given } of steps) {
    const earlier = degradations.filter(applied => applied.kind === kind.name).length
    const random = Random.derive(seed, 'degrade', kind.name, name, earlier)
    const parameters = drawValues(kind, random, given)
    picture = kind.degrade(picture, parameters, random)
    degradations.push({ kind: kind.name, parameters })
  }
  return { picture, degradations }
}
