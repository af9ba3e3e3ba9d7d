import { UsageError } from '@dfpir/core'
import { checkValues, type DegradationKind, kindNamed, kinds, type Values } from '@dfpir/degradations'

/** A kind of degradation in a recipe, with its given parameters; the others are drawn. */
export interface Step {
  readonly kind: DegradationKind
  readonly given: Partial<Values>
}

/** The degradations that make one copy of each picture. */
export interface Recipe {
  /** Folder of its copies below the output folder; empty for the output folder itself. */
  readonly folder: string
  readonly label: string
  readonly steps: readonly Step[]
}

/** The options that determine the recipes. */
export interface RecipeOptions {
  kind?: string
  chain?: string
  given: Values
}

/**
 * Returns the recipes for the options: one with a single kind, one with a chain of kinds, or one for each kind.
 *
 * @throws UsageError for an unknown kind, and for a parameter that is out of range or that no selected kind has.
 */
export function recipesFor({ kind, chain, given }: RecipeOptions): Recipe[] {
  const recipes = (kind === 'all' ? kinds : [undefined]).map((each): Recipe => {
    const chosen = each ? [each] : chosenKinds(kind, chain)
    const steps = chosen.map(one => ({ kind: one, given: valuesOf(one, given) }))
    return { folder: each?.name ?? '', label: chosen.map(({ effect }) => effect).join(' + '), steps }
  })
  checkUsed(given, recipes)
  return recipes
}

function chosenKinds(kind: string | undefined, chain: string | undefined): DegradationKind[] {
  const names = kind === undefined ? (chain?.split(',') ?? []) : [kind]
  if (names.length > 0) return names.map(name => kindNamed(name.trim()))
  throw new UsageError('no degradation was selected', {
    hint: 'Select one with --kind, several with --chain, or all with --kind all.',
  })
}

function valuesOf(kind: DegradationKind, given: Values): Values {
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => Object.hasOwn(kind.parameters, name)))
  checkValues(kind, own)
  return own
}

function checkUsed(given: Values, recipes: readonly Recipe[]): void {
  const steps = recipes.flatMap(recipe => recipe.steps)
  const unused = Object.keys(given).find(name => !steps.some(step => Object.hasOwn(step.given, name)))
  if (unused === undefined) return
  const known = [...new Set(steps.flatMap(({ kind }) => Object.keys(kind.parameters)))]
  throw new UsageError(`${steps.map(({ kind }) => kind.name).join(' and ')} does not accept --${unused}`, {
    hint: `Use ${known.map(name => `--${name}`).join(', ')}.`,
  })
}
