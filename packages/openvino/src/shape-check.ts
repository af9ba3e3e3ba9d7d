import type { Float32Tensor } from '@dfpir/core'
import { NativeWords, type Pointer } from '@dfpir/wheels'
import type { CApi } from './c-api.js'
import { check } from './status.js'

const activity = { what: 'run the model', blame: 'usage' } as const

/**
 * Checks that the inputs of a model with free extents fit each other. A compiled model does not check this reliably: on
 * one core, OpenVINO multiplies matrices whose inner extents differ, and returns numbers from outside them.
 */
export class ShapeCheck {
  private readonly fitting = new Set<string>()

  /** Takes ownership of `model`, which OpenVINO has read from `onnx`. */
  constructor(
    private readonly api: CApi,
    private readonly model: Pointer,
    readonly onnx: Uint8Array,
  ) {}

  /**
   * Infers every shape in the model from those of the inputs, once for each combination.
   *
   * @throws UsageError with OpenVINO's message if they do not fit.
   */
  check(inputs: Readonly<Record<string, Float32Tensor>>): void {
    const shapes = Object.entries(inputs).map(([name, { shape }]) => ({ name, shape }))
    const key = JSON.stringify(shapes)
    if (this.fitting.has(key)) return
    this.reshape(shapes)
    this.fitting.add(key)
  }

  /** An `ov_partial_shape_t` is [least rank, greatest rank, pointer to [least, greatest] for each extent]. */
  private reshape(shapes: readonly { name: string; shape: readonly number[] }[]): void {
    using partial = new NativeWords(3 * shapes.length)
    using extents = new NativeWords(2 * shapes.reduce((sum, { shape }) => sum + shape.length, 0))
    let next = 0
    for (const [index, { shape }] of shapes.entries()) {
      const words = [BigInt(shape.length), BigInt(shape.length), extents.at(next)]
      for (const [at, word] of words.entries()) partial.set(3 * index + at, word)
      for (const extent of shape.flatMap(extent => [extent, extent])) extents.set(next++, BigInt(extent))
    }
    const names = shapes.map(({ name }) => name)
    check(this.api, activity, this.api.reshape(this.model, names, partial.address, names.length))
  }

  free(): void {
    this.api.freeModel(this.model)
  }
}
