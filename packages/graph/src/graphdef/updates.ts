import type { AdamUpdate, Graph, GraphValue } from '../ir.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import { handleName, writeVariable } from './variables.js'
import type { GraphDefWriter } from './writer.js'

/** The scalars that updates read, fed at each run. */
interface Rates {
  readonly learningRate: string
  readonly beta1Power: string
  readonly beta2Power: string
  readonly epsilonHat: string
}

/** Writes the operation `train`, which runs all updates, when there are any. */
export function writeUpdates(
  writer: GraphDefWriter,
  { updates }: Graph,
  reference: (value: GraphValue) => string,
): void {
  if (updates.length === 0) return
  const scalar = (name: string) =>
    writer.addNamed(name, 'Placeholder', [], { dtype: attr.type('float32'), shape: attr.shape([]) })
  const rates: Rates = {
    learningRate: scalar('learningRate'),
    beta1Power: scalar('beta1Power'),
    beta2Power: scalar('beta2Power'),
    epsilonHat: scalar('epsilonHat'),
  }
  const written = updates.map(update => writeAdam(writer, update, rates, reference(update.gradient)))
  writer.addNamed(
    'train',
    'NoOp',
    written.map(name => `^${name}`),
    {},
  )
}

/**
 * ResourceApplyAdam computes θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂) from the powers βᵗ. It waits for the read
 * of the variable, so that everything in the step sees the value from before.
 */
function writeAdam(writer: GraphDefWriter, update: AdamUpdate, rates: Rates, gradient: string): string {
  const { variable, beta1, beta2 } = update
  const type = typeOf(update.gradient)
  const moments = [`${variable}/adam_m`, `${variable}/adam_v`]
  for (const moment of moments) writeVariable(writer, moment, type)
  const handles = [variable, ...moments].map(handleName)
  const { beta1Power, beta2Power, learningRate, epsilonHat } = rates
  const decays = [writer.number(beta1), writer.number(beta2)]
  const scalars = [beta1Power, beta2Power, learningRate, ...decays, epsilonHat]
  return writer.add(
    `update/${variable}`,
    'ResourceApplyAdam',
    [...handles, ...scalars, gradient, `^read/${variable}`],
    {
      T: attr.type(type.dtype),
      use_locking: attr.bool(false),
      use_nesterov: attr.bool(false),
    },
  )
}
