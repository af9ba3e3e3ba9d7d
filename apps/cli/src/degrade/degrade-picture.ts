import { degradedCopy, type Values } from '@dfpir/degradations'
import type { RgbPicture } from '@dfpir/images'
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
export function applyRecipe(clean: RgbPicture, { steps }: Recipe, seed: number, name: string): DegradedPicture {
  const degradations: AppliedDegradation[] = []
  let picture = clean
  for (const { kind, given } of steps) {
    const earlier = degradations.filter(applied => applied.kind === kind.name).length
    const copy = degradedCopy(picture, kind, { seed, name, given, earlier })
    picture = copy.picture
    degradations.push({ kind: kind.name, parameters: copy.parameters })
  }
  return { picture, degradations }
}
