import { UsageError } from '@dfpir/core'
import type { NamedAttrMap } from '@tensorflow/tfjs-core'
import type { GraphValue } from '../ir.js'
import type { KernelCall, KernelTable } from '../trace/kernel.js'

/** Fused kernels, recorded as the ordinary operations that they consist of. */
export const fused = {
  FusedConv2D: call => withEpilogue(call, convolution(call, 'Conv2D')),
  FusedDepthwiseConv2D: call => withEpilogue(call, convolution(call, 'DepthwiseConv2dNative')),
  _FusedMatMul: call =>
    withEpilogue(call, call.run('BatchMatMul', { a: call.input('a'), b: call.input('b') }, call.attributeMap)),
  FusedBatchNorm: batchNormalization,
} satisfies KernelTable

function convolution(call: KernelCall, name: string): GraphValue {
  return call.run(name, { x: call.input('x'), filter: call.input('filter') }, call.attributeMap)
}

/** Adds the bias and applies the activation. */
function withEpilogue(call: KernelCall, value: GraphValue): GraphValue {
  const bias = call.optionalInput('bias')
  return activate(call, bias ? call.run('Add', { a: value, b: bias }) : value)
}

const activations: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
}

function activate(call: KernelCall, x: GraphValue): GraphValue {
  const activation = call.attrs.text('activation', 'linear')
  if (activation === 'linear') return x
  if (activation === 'prelu') return call.run('Prelu', { x, alpha: call.input('preluActivationWeights') })
  if (activation === 'leakyrelu') return call.run('LeakyRelu', { x }, leakyAttributes(call))
  const kernel = activations[activation]
  if (!kernel) throw new UsageError(`${call.name}: unknown activation "${activation}"`)
  return call.run(kernel, { x })
}

function leakyAttributes(call: KernelCall): NamedAttrMap {
  return { alpha: call.attrs.number('leakyreluAlpha', 0.2) }
}

/** (x − mean)/√(variance + ε)·scale + offset as x·factor + rest, with the per-channel terms combined. */
function batchNormalization(call: KernelCall): GraphValue {
  const [scale, offset] = [call.optionalInput('scale'), call.optionalInput('offset')]
  const epsilon = call.scalar(call.attrs.number('varianceEpsilon', 0.001))
  const inverse = call.run('Rsqrt', { x: call.run('Add', { a: call.input('variance'), b: epsilon }) })
  const factor = scale ? call.run('Multiply', { a: inverse, b: scale }) : inverse
  const shift = call.run('Multiply', { a: call.input('mean'), b: factor })
  const rest = offset ? call.run('Sub', { a: offset, b: shift }) : call.run('Neg', { x: shift })
  return call.run('Add', { a: call.run('Multiply', { a: call.input('x'), b: factor }), b: rest })
}
