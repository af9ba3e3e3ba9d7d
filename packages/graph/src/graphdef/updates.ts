import type { Graph, GraphValue, VariableUpdate } from '../ir.js'
import { typeOf } from '../values.js'
import * as attr from './attr-value.js'
import { optimizerScalars, writeStep } from './optimizer-step.js'
import { handleName, readAfter, writeVariable } from './variables.js'
import type { GraphDefWriter } from './writer.js'

type Reference = (value: GraphValue) => string

/**
 * Writes the operation `train`, which runs all updates, if there are any, and `accumulate`, which adds this run's gradients
 * to their sums, if updates cover several runs.
 */
export function writeUpdates(writer: GraphDefWriter, { updates }: Graph, reference: Reference): void {
  if (updates.length === 0) return
  writeScalars(writer, updates)
  group(
    writer,
    'train',
    updates.flatMap(update => writeUpdate(writer, update, reference)),
  )
  const sums = updates.filter(({ share }) => share !== undefined)
  if (sums.length > 0)
    group(
      writer,
      'accumulate',
      sums.map(update => writeSum(writer, update, reference)),
    )
}

/** Writes the placeholders of the scalars that updates read. */
function writeScalars(writer: GraphDefWriter, updates: readonly VariableUpdate[]): void {
  const names = updates.flatMap(({ optimizer, average }) => [
    ...optimizerScalars[optimizer.kind],
    ...(average ? ['averageDecay'] : []),
  ])
  for (const name of new Set(names)) {
    writer.addNamed(name, 'Placeholder', [], { dtype: attr.type('float32'), shape: attr.shape([]) })
  }
}

function group(writer: GraphDefWriter, name: string, operations: readonly string[]): void {
  const inputs = operations.map(operation => `^${operation}`)
  writer.addNamed(name, 'NoOp', inputs, {})
}

/** Writes everything that `train` does to a variable and to its moments, average and sum. */
function writeUpdate(writer: GraphDefWriter, update: VariableUpdate, reference: Reference): string[] {
  const step = writeStep(writer, update, reference(update.gradient))
  const average = update.average ? [writeAverage(writer, update, step)] : []
  return [step, ...average, ...(update.share ? [clearSum(writer, update)] : [])]
}

/** a ← a − (1 − d)·(a − θ), with θ after the step. */
function writeAverage(writer: GraphDefWriter, update: VariableUpdate, step: string): string {
  const type = typeOf(update.gradient)
  const hint = `average/${update.variable}`
  const average = writeVariable(writer, `${update.variable}/average`, type)
  const difference = (a: string, b: string) => writer.add(hint, 'Sub', [a, b], { T: attr.type(type.dtype) })
  const gap = difference(average, readAfter(writer, update.variable, type, step))
  const rest = difference(writer.number(1), 'averageDecay')
  const share = writer.add(hint, 'Mul', [gap, rest], { T: attr.type(type.dtype) })
  const handle = handleName(`${update.variable}/average`)
  return writer.add(hint, 'AssignSubVariableOp', [handle, share], { dtype: attr.type(type.dtype) })
}

/** Adds this run's gradient to the sum. */
function writeSum(writer: GraphDefWriter, update: VariableUpdate, reference: Reference): string {
  const share = update.share as GraphValue
  return writer.add(`sum/${update.variable}`, 'AssignAddVariableOp', [handleName(sumName(update)), reference(share)], {
    dtype: attr.type(typeOf(share).dtype),
  })
}

/** Resets the sum to 0 after the step has read it. */
function clearSum(writer: GraphDefWriter, update: VariableUpdate): string {
  const type = { T: attr.type(typeOf(update.gradient).dtype) }
  const read = `read/${sumName(update)}`
  const zeros = writer.add(`sum/${update.variable}`, 'ZerosLike', [read], type)
  return writer.add(`sum/${update.variable}`, 'AssignVariableOp', [handleName(sumName(update)), zeros], {
    dtype: type.T,
  })
}

function sumName({ variable }: VariableUpdate): string {
  return `${variable}/gradient_sum`
}
