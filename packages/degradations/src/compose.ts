import { UsageError } from '@dfpir/core'
import type { Degradation } from './degradation.js'

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
