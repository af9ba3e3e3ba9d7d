import { degradedCopy, type Values } from '@dfpir/degradations'
import type { RgbPicture } from '@dfpir/images'
import type { Recipe } from './recipe.js'

/** A degradation with the parameters that were applied. */
export interface AppliedDegradation {
  readonly kind: string
  /** The drawn or given parameters by name. */
  readonly parameters: Values
}

export interface DegradedPicture {
  readonly picture: RgbPicture
  readonly degradations: readonly AppliedDegradation[]
}

/**
 * Applies a recipe. The randomness of a step depends only on the seed, the picture's name and the step's kind, not on
 * other pictures or other steps.
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
