import { nearest, type Random, UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'
import type { Degradation } from './degradation.js'

/** A number that a kind of degradation depends on. */
export interface Parameter {
  /** What it is, in a few words. */
  readonly about: string
  /** What it is counted in; empty for plain numbers. */
  readonly unit: string
  /** The values that it can have, ends included. */
  readonly valid: readonly [least: number, most: number]
  /** The range that it is drawn from for each picture. */
  readonly drawn: readonly [low: number, high: number]
  /**
   * What is equally likely when it is drawn: every value, every ratio or every whole number.
   *
   * @default 'by value'
   */
  readonly evenly?: 'by value' | 'by ratio' | 'whole'
}

/** Numbers by their names. */
export type Values<Name extends string = string> = Readonly<Record<Name, number>>

/** A kind of degradation: what it does to a picture, and which numbers decide how strongly. */
export interface DegradationKind<Name extends string = string> {
  /** The name of the prompt that undoes it, where there is one. */
  readonly name: string
  /** What can be seen, in a word or two: `rain`. */
  readonly effect: string
  readonly parameters: Readonly<Record<Name, Parameter>>
  /** A degraded copy of the same size; what else is random about it comes from `random`. */
  degrade(picture: RgbPicture, values: Values<Name>, random: Random): RgbPicture
}

/**
 * Draws what a kind depends on. A number that is given is taken instead; the others are the same as without it. Numbers
 * are drawn to four digits, so that reports can give them as they were used.
 *
 * @throws UsageError as {@link checkValues} does
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
 * Makes sure that numbers are some of those that a kind depends on, and can be.
 *
 * @throws UsageError for a name that is not among its parameters, and for a number out of range.
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
 * A kind as a degradation, with numbers that are drawn anew for each picture, but for those that are given.
 *
 * @throws UsageError as {@link checkValues} does
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
