import { nearest, type Random, UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'

/** A numeric parameter of a kind of degradation. */
export interface Parameter {
  /** A short description. */
  readonly about: string
  /** The unit; empty for plain numbers. */
  readonly unit: string
  /** The valid range, including both ends. */
  readonly valid: readonly [least: number, most: number]
  /** The range of random values. */
  readonly drawn: readonly [low: number, high: number]
  /**
   * The distribution of random values: uniform in value, in ratio, or over whole numbers.
   *
   * @default 'by value'
   */
  readonly evenly?: 'by value' | 'by ratio' | 'whole'
}

/** Parameter values by name. */
export type Values<Name extends string = string> = Readonly<Record<Name, number>>

/** A kind of degradation: its effect on a picture, and the parameters that control it. */
export interface DegradationKind<Name extends string = string> {
  /** Its name. If a prompt reverses the degradation, it is that prompt's name. */
  readonly name: string
  /** The visible effect in one or two words, such as `rain`. */
  readonly effect: string
  readonly parameters: Readonly<Record<Name, Parameter>>
  /** Returns a degraded copy of the same size. Everything random about it other than the values comes from `random`. */
  degrade(picture: RgbPicture, values: Values<Name>, random: Random): RgbPicture
}

/**
 * Draws the values of a kind's parameters. A given value replaces the random one and does not change the others. Values
 * have four digits, so reports can print them exactly.
 *
 * @throws UsageError like {@link checkValues}
 */
export function drawValues<Name extends string>(
  kind: DegradationKind<Name>,
  random: Random,
  given: Partial<Values<Name>> = {},
): Values<Name> {
  checkValues(kind, given)
  const names = Object.keys(kind.parameters) as Name[]
  const drawn = Object.fromEntries(names.map(name => [name, draw(kind.parameters[name], random)]))
  return { ...drawn, ...given } as Values<Name>
}

function draw({ drawn: [low, high], evenly }: Parameter, random: Random): number {
  if (evenly === 'whole') return low + random.integer(high - low + 1)
  const share = random.uniform()
  return Number((evenly === 'by ratio' ? low * (high / low) ** share : low + (high - low) * share).toPrecision(4))
}

/**
 * Checks that a kind has parameters of these names, and that the values are in range.
 *
 * @throws UsageError for an unknown parameter and for a value out of range
 */
export function checkValues({ name: kind, parameters }: DegradationKind, values: Partial<Values>): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Object.hasOwn(parameters, name)) throw unknownParameter(name, kind, Object.keys(parameters))
    const { valid, unit, about, evenly } = parameters[name]
    const [least, most] = valid
    const whole = evenly !== 'whole' || Number.isInteger(value)
    if (value !== undefined && value >= least && value <= most && whole) continue
    const range = `a ${evenly === 'whole' ? 'whole ' : ''}number from ${least} to ${most}${unit && ` ${unit}`}`
    throw new UsageError(`${kind}: ${name} must be ${range}, got ${value}`, { hint: `It is the ${about}.` })
  }
}

function unknownParameter(name: string, kind: string, known: readonly string[]): UsageError {
  const near = nearest(name, known)
  return new UsageError(`${kind} has no parameter ${name}`, {
    hint: near === undefined ? `It has ${known.join(', ')}.` : `Did you mean ${near}?`,
  })
}

/**
 * Makes a degradation of a kind. Values that are not given are drawn for each picture.
 *
 * @throws UsageError like {@link checkValues}
 */
export function degradationOf<Name extends string>(
  kind: DegradationKind<Name>,
  given: Partial<Values<Name>> = {},
): Degradation {
  checkValues(kind, given)
  return {
    name: kind.name,
    apply: (picture, random) => kind.degrade(picture, drawValues(kind, random, given), random),
  }
}
