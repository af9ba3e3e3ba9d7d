import type { VariableUpdate } from '../ir.js'
import { type AdamOptions, optimizerSlots, type SgdOptions } from '../optimizer.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import { handleName, writeVariable } from './variables.js'
import type { GraphDefWriter } from './writer.js'

/** The scalars that an optimizer's steps read, fed in each run. */
export const optimizerScalars = {
  adam: ['learningRate', 'beta1Power', 'beta2Power', 'epsilonHat'],
  sgd: ['learningRate'],
} as const

/**
 * Writes the step of a variable with the variables that its optimizer keeps. The step waits until the variable has been
 * read, so that everything in a run uses the previous value.
 */
export function writeStep(writer: GraphDefWriter, update: VariableUpdate, gradient: string): string {
  const { variable, optimizer } = update
  const slots = optimizerSlots[optimizer.kind].map(slot => `${variable}/${slot}`)
  for (const slot of slots) writeVariable(writer, slot, typeOf(update.gradient))
  const handles = [variable, ...slots].map(handleName)
  if (optimizer.kind === 'sgd') return writeSgd(writer, update, optimizer, handles, gradient)
  return writeAdam(writer, update, optimizer, handles, gradient)
}

/** ResourceApplyAdam computes θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂) from the powers βᵗ. */
function writeAdam(
  writer: GraphDefWriter,
  update: VariableUpdate,
  { beta1, beta2, weightDecay }: Required<AdamOptions>,
  handles: readonly string[],
  gradient: string,
): string {
  const { variable } = update
  const decays = [writer.number(beta1), writer.number(beta2)]
  const scalars = ['beta1Power', 'beta2Power', 'learningRate', ...decays, 'epsilonHat']
  const before = weightDecay > 0 ? writeDecay(writer, update, weightDecay) : `read/${variable}`
  return writer.add(`update/${variable}`, 'ResourceApplyAdam', [...handles, ...scalars, gradient, `^${before}`], {
    T: attr.type(typeOf(update.gradient).dtype),
    use_locking: attr.bool(false),
    use_nesterov: attr.bool(false),
  })
}

/** θ ← θ − lr·λ·θ. */
function writeDecay(writer: GraphDefWriter, { variable, gradient }: VariableUpdate, weightDecay: number): string {
  const type = attr.type(typeOf(gradient).dtype)
  const multiply = (a: string, b: string) => writer.add(`decay/${variable}`, 'Mul', [a, b], { T: type })
  const share = multiply(multiply('learningRate', writer.number(weightDecay)), `read/${variable}`)
  return writer.add(`decay/${variable}`, 'AssignSubVariableOp', [handleName(variable), share], { dtype: type })
}

/** ResourceApplyMomentum computes b ← μ·b + g and θ ← θ − lr·b, or θ ← θ − lr·(g + μ·b). */
function writeSgd(
  writer: GraphDefWriter,
  update: VariableUpdate,
  { momentum, nesterov, weightDecay }: Required<SgdOptions>,
  handles: readonly string[],
  gradient: string,
): string {
  const { variable } = update
  const T = attr.type(typeOf(update.gradient).dtype)
  const penalty = () => writer.add(`decay/${variable}`, 'Mul', [`read/${variable}`, writer.number(weightDecay)], { T })
  const whole = weightDecay > 0 ? writer.add(`decay/${variable}`, 'AddV2', [gradient, penalty()], { T }) : gradient
  const inputs = [...handles, 'learningRate', whole, writer.number(momentum), `^read/${variable}`]
  return writer.add(`update/${variable}`, 'ResourceApplyMomentum', inputs, {
    T,
    use_locking: attr.bool(false),
    use_nesterov: attr.bool(nesterov),
  })
}
