import type { Sizes } from './free-samples.js'

/** `times · size + plus` of one dimension, with whole numbers. */
interface Factor {
  readonly dimension: string
  readonly times: number
  readonly plus: number
}

/** `numerator / denominator` times the factors; a whole number at every supported size. */
export interface SizeExpression {
  readonly numerator: number
  readonly denominator: number
  readonly factors: readonly Factor[]
}

/** `scale` times powers of sizes. */
export interface ScaleExpression {
  readonly scale: number
  readonly powers: readonly { readonly dimension: string; readonly exponent: number }[]
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? Math.abs(a) : greatestDivisor(b, a % b)
}

/** Reduces a fraction to lowest terms with a positive denominator. */
function lowest(numerator: number, denominator: number): [number, number] {
  const divisor = greatestDivisor(numerator, denominator) * Math.sign(denominator)
  return [numerator / divisor, denominator / divisor]
}

/** The values of a constant's number that changes with the sizes, one per sample, see `sampleSizes`. */
interface Observation {
  readonly values: readonly number[]
  readonly samples: readonly Sizes[]
}

/** Returns the dimensions that a number changes with, each with the sample in which only that dimension changes. */
function changes({ values, samples }: Observation) {
  return Object.keys(samples[0])
    .map((dimension, index) => ({ dimension, sample: index + 1 }))
    .filter(({ sample }) => values[sample] !== values[0])
}

/**
 * Finds a product of factors, each of one dimension, that gives these whole numbers; undefined if there is none. With v and
 * v′ at the sizes d and d′ of a dimension, v′/v = (d′ + o)/(d + o), and thus o = (v′d − vd′)/(v − v′).
 */
export function fitSize(observation: Observation): SizeExpression | undefined {
  const { values, samples } = observation
  const factors = changes(observation).map(({ dimension, sample }): Factor => {
    const [d, changed] = [samples[0][dimension], samples[sample][dimension]]
    const [plus, times] = lowest(values[sample] * d - values[0] * changed, values[0] - values[sample])
    return { dimension, times, plus }
  })
  const product = evaluateSize({ numerator: 1, denominator: 1, factors }, samples[0])
  if (product === 0) return undefined
  const [numerator, denominator] = lowest(values[0], product)
  const expression = { numerator, denominator, factors }
  return samples.every((sizes, index) => evaluateSize(expression, sizes) === values[index]) ? expression : undefined
}

function evaluateSize({ numerator, denominator, factors }: SizeExpression, sizes: Sizes): number {
  const product = factors.reduce((all, { dimension, times, plus }) => all * (times * sizes[dimension] + plus), 1)
  return (product * numerator) / denominator
}

/** Finds a product of powers (whole or half) of sizes that gives these numbers up to float32's rounding. */
export function fitScale(observation: Observation): ScaleExpression | undefined {
  const { values, samples } = observation
  const powers = changes(observation).map(({ dimension, sample }) => {
    const growth = Math.log(samples[sample][dimension] / samples[0][dimension])
    return { dimension, exponent: Math.round((2 * Math.log(values[sample] / values[0])) / growth) / 2 }
  })
  const product = (sizes: Sizes) =>
    powers.reduce((all, { dimension, exponent }) => all * sizes[dimension] ** exponent, 1)
  const scale = values[0] / product(samples[0])
  const fits = samples.every((sizes, index) => Math.abs((scale * product(sizes)) / values[index] - 1) < 1e-6)
  return fits ? { scale, powers } : undefined
}

/** Formats the expression, such as `height*width/64`, as the name of a dimension. */
export function describeSize({ numerator, denominator, factors }: SizeExpression): string {
  const parts = factors.map(({ dimension, times, plus }) => {
    if (plus === 0) return times === 1 ? dimension : `${times}*${dimension}`
    return `(${times === 1 ? '' : `${times}*`}${dimension}${plus < 0 ? '' : '+'}${plus})`
  })
  const product = [...(numerator === 1 ? [] : [numerator]), ...parts].join('*')
  return denominator === 1 ? product : `${product}/${denominator}`
}
