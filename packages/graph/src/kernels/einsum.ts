import { UsageError } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'
import { shapeOf, sizeOf } from '../values.js'

/** Einstein sums of one or two tensors, recorded as sums, transpositions and a matrix product. */
export const einsum = { Einsum: einsteinSum } satisfies KernelTable

/** An operand whose axes have labels. */
interface Term {
  readonly value: GraphValue
  readonly labels: readonly string[]
}

function einsteinSum(call: KernelCall): GraphValue {
  const equation = call.attrs.text('equation').replace(/\s/g, '')
  const values = call.inputList()
  tf.backend_util.decodeEinsumEquation(equation, values.length) // throws if tfjs does not accept the equation
  const [terms, output] = equation.split('->')
  const [first, second] = terms.split(',').map((labels, index) => ({ value: values[index], labels: [...labels] }))
  const sizes = sizesOf(call, second ? [first, second] : [first])
  const needed = new Set(output)
  const result = second ? product(call, first, second, needed, sizes) : summed(call, first, needed)
  return arranged(
    call,
    result,
    [...output].map(label => [label]),
    sizes,
  )
}

type Sizes = ReadonlyMap<string, number>

function sizesOf(call: KernelCall, terms: readonly Term[]): Sizes {
  const sizes = new Map<string, number>()
  for (const { value, labels } of terms) {
    const shape = shapeOf(value)
    if (shape.length !== labels.length) {
      throw new UsageError(`${call.name}: "${labels.join('')}" names ${labels.length} axes, got shape [${shape}]`)
    }
    for (const [axis, label] of labels.entries()) {
      const size = sizes.get(label) ?? shape[axis]
      if (size !== shape[axis]) throw new UsageError(`${call.name}: axis "${label}" is both ${size} and ${shape[axis]}`)
      sizes.set(label, size)
    }
  }
  return sizes
}

/** Sums over the axes that are not needed. */
function summed(call: KernelCall, { value, labels }: Term, needed: ReadonlySet<string>): Term {
  const axis = [...labels.keys()].filter(index => !needed.has(labels[index]))
  if (axis.length === 0) return { value, labels }
  const sum = call.run('Sum', { x: value }, { axis, keepDims: false })
  return { value: sum, labels: labels.filter(label => needed.has(label)) }
}

/** [batch, rows, inner] · [batch, inner, columns]; without inner axes, a product of elements. */
function product(call: KernelCall, first: Term, second: Term, output: ReadonlySet<string>, sizes: Sizes): Term {
  const a = summed(call, first, new Set([...output, ...second.labels]))
  const b = summed(call, second, new Set([...output, ...first.labels]))
  const shared = a.labels.filter(label => b.labels.includes(label))
  const batch = shared.filter(label => output.has(label))
  const inner = shared.filter(label => !output.has(label))
  const rows = a.labels.filter(label => !shared.includes(label))
  const columns = b.labels.filter(label => !shared.includes(label))
  const front = batch.map(label => [label])
  const factors = {
    a: arranged(call, a, [...front, rows, inner], sizes),
    b: arranged(call, b, [...front, inner, columns], sizes),
  }
  const labels = [...batch, ...rows, ...columns]
  const shape = labels.map(label => sizes.get(label) ?? 1)
  const x = call.run(inner.length === 0 ? 'Multiply' : 'BatchMatMul', factors)
  return { value: call.run('Reshape', { x }, { shape }), labels }
}

/** Transposes and reshapes a term so that each group of labels is one axis. */
function arranged(call: KernelCall, { value, labels }: Term, groups: readonly string[][], sizes: Sizes): GraphValue {
  const x = call.run('Transpose', { x: value }, { perm: groups.flat().map(label => labels.indexOf(label)) })
  return call.run('Reshape', { x }, { shape: groups.map(group => sizeOf(group.map(label => sizes.get(label) ?? 1))) })
}
