import type { AdamUpdate, Graph, GraphValue, TensorType } from '../ir.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import { handleName, readAfter, writeVariable } from './variables.js'
import type { GraphDefWriter } from './writer.js'

/** The scalars that updates read, fed in each run. */
interface Rates {
  readonly learningRate: string
  readonly beta1Power: string
  readonly beta2Power: string
  readonly epsilonHat: string
  /** Set only if an update keeps an average. */
  readonly averageDecay?: string
}

type Reference = (value: GraphValue) => string

/**
 * Writes the operation `train`, which runs all updates, if there are any, and `accumulate`, which adds this run's gradients
 * to their sums, if updates cover several runs.
 */
export function writeUpdates(writer: GraphDefWriter, { updates }: Graph, reference: Reference): void {
  if (updates.length === 0) return
  const rates = writeRates(writer, updates)
  group(
    writer,
    'train',
    updates.flatMap(update => writeUpdate(writer, update, rates, reference)),
  )
  const sums = updates.filter(({ share }) => share !== undefined)
  if (sums.length > 0)
    group(
      writer,
      'accumulate',
      sums.map(update => writeSum(writer, update, reference)),
    )
}

function writeRates(writer: GraphDefWriter, updates: readonly AdamUpdate[]): Rates {
  const scalar = (name: string) =>
    writer.addNamed(name, 'Placeholder', [], { dtype: attr.type('float32'), shape: attr.shape([]) })
  return {
    learningRate: scalar('learningRate'),
    beta1Power: scalar('beta1Power'),
    beta2Power: scalar('beta2Power'),
    epsilonHat: scalar('epsilonHat'),
    averageDecay: updates.some(({ average }) => average) ? scalar('averageDecay') : undefined,
  }
}

function group(writer: GraphDefWriter, name: string, operations: readonly string[]): void {
  const inputs = operations.map(operation => `^${operation}`)
  writer.addNamed(name, 'NoOp', inputs, {})
}

/** Writes everything that `train` does to a variable and to its moments, average and sum. */
function writeUpdate(writer: GraphDefWriter, update: AdamUpdate, rates: Rates, reference: Reference): string[] {
  const adam = writeAdam(writer, update, rates, reference(update.gradient))
  const average = rates.averageDecay && update.average ? [writeAverage(writer, update, rates.averageDecay, adam)] : []
  return [adam, ...average, ...(update.share ? [clearSum(writer, update)] : [])]
}

/**
 * ResourceApplyAdam computes θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂) from the powers βᵗ. It waits until the variable
 * has been read, so that everything in the step uses the previous value.
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
  const before = update.weightDecay > 0 ? writeDecay(writer, update, learningRate) : `read/${variable}`
  return writer.add(`update/${variable}`, 'ResourceApplyAdam', [...handles, ...scalars, gradient, `^${before}`], {
    T: attr.type(type.dtype),
    use_locking: attr.bool(false),
    use_nesterov: attr.bool(false),
  })
}

/** θ ← θ − lr·λ·θ. */
function writeDecay(writer: GraphDefWriter, update: AdamUpdate, learningRate: string): string {
  const { variable, weightDecay } = update
  const { dtype } = typeOf(update.gradient)
  const multiply = (a: string, b: string) => writer.add(`decay/${variable}`, 'Mul', [a, b], { T: attr.type(dtype) })
  const share = multiply(multiply(learningRate, writer.number(weightDecay)), `read/${variable}`)
  return subtract(writer, `decay/${variable}`, variable, share, typeOf(update.gradient))
}

/** a ← a − (1 − d)·(a − θ), with θ after the step. */
function writeAverage(writer: GraphDefWriter, update: AdamUpdate, decay: string, step: string): string {
  const type = typeOf(update.gradient)
  const hint = `average/${update.variable}`
  const average = writeVariable(writer, `${update.variable}/average`, type)
  const difference = (a: string, b: string) => writer.add(hint, 'Sub', [a, b], { T: attr.type(type.dtype) })
  const gap = difference(average, readAfter(writer, update.variable, type, step))
  const rest = difference(writer.number(1), decay)
  const share = writer.add(hint, 'Mul', [gap, rest], { T: attr.type(type.dtype) })
  return subtract(writer, hint, `${update.variable}/average`, share, type)
}

function subtract(writer: GraphDefWriter, hint: string, variable: string, value: string, type: TensorType): string {
  return writer.add(hint, 'AssignSubVariableOp', [handleName(variable), value], { dtype: attr.type(type.dtype) })
}

/** Adds this run's gradient to the sum. */
function writeSum(writer: GraphDefWriter, update: AdamUpdate, reference: Reference): string {
  const share = update.share as GraphValue
  return writer.add(`sum/${update.variable}`, 'AssignAddVariableOp', [handleName(sumName(update)), reference(share)], {
    dtype: attr.type(typeOf(share).dtype),
  })
}

/** Resets the sum to 0 after the step has read it. */
function clearSum(writer: GraphDefWriter, update: AdamUpdate): string {
  const type = { T: attr.type(typeOf(update.gradient).dtype) }
  const read = `read/${sumName(update)}`
  const zeros = writer.add(`sum/${update.variable}`, 'ZerosLike', [read], type)
  return writer.add(`sum/${update.variable}`, 'AssignVariableOp', [handleName(sumName(update)), zeros], {
    dtype: type.T,
  })
}

function sumName({ variable }: AdamUpdate): string {
  return `${variable}/gradient_sum`
}
