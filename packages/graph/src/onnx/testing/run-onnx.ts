import '@tensorflow/tfjs-backend-cpu'
import '@tensorflow/tfjs-layers' // registers the gradients
import type { Random } from '@dfpir/core'
import * as tf from '@tensorflow/tfjs-core'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import type { ConstantValues, GraphDType } from '../../ir.js'
import { type InputSpecs, traceForward } from '../../trace-forward.js'
import { sizeOf } from '../../values.js'
import { toOnnx } from '../to-onnx.js'

/** A function of tensors by name. */
export type Traceable = (inputs: Record<string, tf.Tensor>) => Record<string, tf.Tensor>

export interface Elements {
  readonly shape: readonly number[]
  readonly dtype: GraphDType
  readonly values: ConstantValues
}

export type Feeds = Readonly<Record<string, Elements>>

/** Normal float32 elements. */
export function normal(random: Random, shape: readonly number[]): Elements {
  return { shape, dtype: 'float32', values: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) }
}

/** Whole numbers from 0 up to, not including, `below`. */
export function integers(random: Random, shape: readonly number[], below: number): Elements {
  return { shape, dtype: 'int32', values: Int32Array.from({ length: sizeOf(shape) }, () => random.integer(below)) }
}

export function booleans(random: Random, shape: readonly number[]): Elements {
  return { shape, dtype: 'bool', values: Uint8Array.from({ length: sizeOf(shape) }, () => random.integer(2)) }
}

function specs(feeds: Feeds): InputSpecs {
  return Object.fromEntries(Object.entries(feeds).map(([name, { shape, dtype }]) => [name, { shape, dtype }]))
}

/** The ONNX file of a function, its inputs as in `feeds`. */
export function exportFunction(fn: Traceable, feeds: Feeds): Uint8Array {
  return toOnnx(traceForward(fn, { inputs: specs(feeds) }))
}

function toOrt({ values, shape, dtype }: Elements): Tensor {
  if (dtype === 'bool') return new Tensor('bool', Uint8Array.from(values), shape)
  return dtype === 'int32'
    ? new Tensor('int32', Int32Array.from(values), shape)
    : new Tensor('float32', Float32Array.from(values), shape)
}

function fromOrt(tensor: InferenceSession.OnnxValueMapType[string]): Elements {
  if (!(tensor instanceof Tensor)) throw new Error('a session gave no tensor')
  const { dims: shape, data, type } = tensor
  if (data instanceof Float32Array) return { shape, dtype: 'float32', values: data }
  if (data instanceof Int32Array) return { shape, dtype: 'int32', values: data }
  if (data instanceof Uint8Array) return { shape, dtype: 'bool', values: data }
  throw new Error(`unexpected element type ${type}`)
}

/** Runs a model once in onnxruntime. */
export async function runOnnx(model: Uint8Array, feeds: Feeds): Promise<Record<string, Elements>> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1, logSeverityLevel: 3 })
  const inputs = Object.entries(feeds).filter(([name]) => session.inputNames.includes(name))
  const results = await session.run(Object.fromEntries(inputs.map(([name, value]) => [name, toOrt(value)])))
  const outputs = Object.entries(results).map(([name, tensor]) => [name, fromOrt(tensor)] as const)
  await session.release()
  return Object.fromEntries(outputs)
}

/** Runs a function in tfjs's cpu backend. */
export async function runEager(fn: Traceable, feeds: Feeds): Promise<Record<string, Elements>> {
  await tf.setBackend('cpu')
  const results = tf.tidy(() => {
    const tensors = Object.entries(feeds).map(
      ([name, { values, shape, dtype }]) => [name, tf.tensor(values, [...shape], dtype)] as const,
    )
    return Object.entries(fn(Object.fromEntries(tensors))).map(
      ([name, tensor]) => [name, { shape: [...tensor.shape], dtype: tensor.dtype, values: tensor.dataSync() }] as const,
    )
  })
  return Object.fromEntries(results.map(([name, { shape, dtype, values }]) => [name, elements(shape, dtype, values)]))
}

function elements(shape: readonly number[], dtype: string, values: ConstantValues): Elements {
  if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') throw new Error(`unexpected element type ${dtype}`)
  return { shape, dtype, values }
}

/** Expects onnxruntime and tfjs to agree on what a function computes; returns the model for further looks. */
export async function expectSameAsEager(fn: Traceable, feeds: Feeds, tolerance = 2e-5): Promise<Uint8Array> {
  const expected = await runEager(fn, feeds)
  const model = exportFunction(fn, feeds)
  const actual = await runOnnx(model, feeds)
  expect(Object.keys(actual).sort()).toEqual(Object.keys(expected).sort())
  for (const [name, { shape, dtype, values }] of Object.entries(expected)) {
    expect({ name, shape: actual[name].shape, dtype: actual[name].dtype }).toEqual({ name, shape, dtype })
    expect(actual[name].values).toBeWithin(tolerance, values)
  }
  return model
}

/** A filter or image as tfjs's types want it. */
export function rank4(tensor: tf.Tensor): tf.Tensor4D {
  const [a, b, c, d] = tensor.shape
  return tf.reshape<tf.Rank.R4>(tensor, [a, b, c, d])
}

/** A constant with normal elements. */
export function constant(random: Random, shape: readonly number[]): tf.Tensor {
  return tf.tensor(normal(random, shape).values, [...shape])
}
