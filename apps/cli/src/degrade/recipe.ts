import { UsageError } from '@dfpir/core'
import { checkValues, type DegradationKind, kindNamed, kinds, type Values } from '@dfpir/degradations'

/** One of the kinds of degradation of a recipe, and the numbers that are not to be drawn for it. */
export interface Step {
  readonly kind: DegradationKind
  readonly given: Partial<Values>
}

/** What a degraded copy of each picture goes through. */
export interface Recipe {
  /** The folder of its copies below that of the results; empty for the folder of the results itself. */
  readonly folder: string
  readonly label: string
  readonly steps: readonly Step[]
}

/** What the command's options say about what is to be done. */
export interface RecipeOptions {
  kind?: string
  chain?: string
  given: Values
}

/**
 * The recipes that the options mean: one of one kind, one of a chain of kinds, or one for each kind there is.
 *
 * @throws UsageError for a kind that does not exist, and for a number that is out of range or that no kind has.
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
  throw new UsageError('there is no degradation named', {
    hint: 'Name one with --kind, several with --chain, or take --kind all.',
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
  throw new UsageError(`${steps.map(({ kind }) => kind.name).join(' and ')} cannot be given --${unused}`, {
    hint: `What can be given: ${known.map(name => `--${name}`).join(', ')}.`,
  })
}
