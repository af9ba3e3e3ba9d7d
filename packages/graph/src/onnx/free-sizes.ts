import { UsageError } from '@dfpir/core'
import { equalNumbers } from './axis-order.js'
import type { OnnxBuilder } from './builder.js'
import type { ChangingConstant } from './free-compare.js'
import { fitScale, fitSize, type ScaleExpression, type SizeExpression } from './free-expression.js'
import type { Sizes } from './free-samples.js'
import { tensorType } from './schema.js'

/** A whole number in a shape: known, or computed from the sizes. */
export type FreeNumber = number | SizeExpression

/** Finds the number with these values at the samples. @throws UsageError if no expression gives them */
export function fitNumber(values: readonly number[], samples: readonly Sizes[], what: string): FreeNumber {
  if (values.every(value => value === values[0])) return values[0]
  const expression = fitSize({ values, samples })
  if (expression === undefined) throw noExpression(values, samples, what)
  return expression
}

function noExpression(values: readonly number[], samples: readonly Sizes[], what: string): UsageError {
  const names = Object.keys(samples[0]).join(', ')
  return new UsageError(`${what} is ${values.join(', ')} at the tested sizes, which is not a product of ${names}`, {
    hint: 'Numbers may depend on sizes as products of factors such as batch, height/8 or width + 2, one per dimension.',
  })
}

function otherElements(what: string): UsageError {
  return new UsageError(`the elements of ${what} change with the sizes`, {
    hint: 'Make constants before tracing, or compute them from the inputs.',
  })
}

/** Writes numbers that depend on the sizes of the inputs as nodes of a graph. */
export class FreeSizes {
  /**
   * @param dimensions the tensors, int64 [1], with the sizes by name
   * @param samples the sizes at which the graph was traced
   */
  constructor(
    private readonly builder: OnnxBuilder,
    private readonly dimensions: ReadonlyMap<string, string>,
    private readonly samples: readonly Sizes[],
  ) {}

  /**
   * Returns a tensor that replaces a constant that changes with the sizes.
   *
   * @param owner name of the node that reads it, for errors
   */
  replace({ constant, data, reshaped }: ChangingConstant, owner: string): string {
    const what = `a constant of ${owner}`
    if (constant.dataType === tensorType.float32) return this.scalar(data, constant.dims, what)
    const rows = data.map(bytes => wholeNumbers(bytes, constant.dataType))
    const columns = rows[0].map((_, column) => rows.map(row => row[column]))
    if (reshaped !== undefined) return this.vector(this.targetShape(columns, reshaped, what))
    const numbers = this.vector(columns.map(values => fitNumber(values, this.samples, what)))
    const shaped = this.builder.reshape(numbers, [columns.length], constant.dims)
    return constant.dataType === tensorType.int64
      ? shaped
      : this.builder.op('Cast', [shaped], { to: constant.dataType })
  }

  /** Returns a vector of whole numbers. */
  vector(numbers: readonly FreeNumber[]): string {
    const runs: (number[] | SizeExpression)[] = []
    for (const number of numbers) {
      const last = runs.at(-1)
      if (typeof number !== 'number') runs.push(number)
      else if (Array.isArray(last)) last.push(number)
      else runs.push([number])
    }
    const parts = runs.map(run => (Array.isArray(run) ? this.builder.integers(run) : this.size(run)))
    if (parts.length === 1) return parts[0]
    return this.builder.share(`vector ${parts}`, () => this.builder.op('Concat', parts, { axis: 0 }))
  }

  /** Returns a whole number as a tensor [1]. */
  size({ numerator, denominator, factors }: SizeExpression): string {
    const product = factors
      .map(({ dimension, times, plus }) => this.plus(this.times(this.dimension(dimension), times), plus))
      .reduce((a, b) => this.combine('Mul', a, b))
    const multiplied = this.times(product, numerator)
    return denominator === 1 ? multiplied : this.combine('Div', multiplied, this.builder.integers([denominator]))
  }

  private times(name: string, factor: number): string {
    return factor === 1 ? name : this.combine('Mul', name, this.builder.integers([factor]))
  }

  private plus(name: string, term: number): string {
    return term === 0 ? name : this.combine('Add', name, this.builder.integers([term]))
  }

  private combine(op: string, a: string, b: string): string {
    return this.builder.share(`${op} ${a} ${b}`, () => this.builder.op(op, [a, b]))
  }

  private dimension(name: string): string {
    return this.dimensions.get(name)!
  }

  /** Returns a target shape for ONNX's Reshape, with 0 for an unchanged size and −1 for one that follows from the others. */
  private targetShape(columns: readonly number[][], from: readonly (readonly number[])[], what: string): FreeNumber[] {
    const numbers = columns.map((values, axis) => {
      const stays = equalNumbers(
        values,
        from.map(shape => shape[axis]),
      )
      return stays && values.some(value => value !== values[0]) ? 0 : fitNumber(values, this.samples, what)
    })
    const open = numbers.findLastIndex(number => typeof number !== 'number')
    return numbers.map((number, axis) => (axis === open ? -1 : number))
  }

  /** Returns a float32 number, such as one over the number of pixels. */
  private scalar(data: readonly Uint8Array[], dims: readonly number[], what: string): string {
    const values = data.map(bytes => new DataView(bytes.buffer, bytes.byteOffset).getFloat32(0, true))
    if (data[0].length !== 4) throw otherElements(what)
    const expression = fitScale({ values, samples: this.samples })
    if (expression === undefined) throw noExpression(values, this.samples, what)
    return this.builder.reshape(this.scale(expression), [1], dims)
  }

  private scale({ scale, powers }: ScaleExpression): string {
    const factors = powers.map(({ dimension, exponent }) => {
      const name = this.dimension(dimension)
      const size = this.builder.share(`${name} as float`, () =>
        this.builder.op('Cast', [name], { to: tensorType.float32 }),
      )
      return this.combine('Pow', size, this.builder.scalar(exponent, 'float32'))
    })
    return factors.reduce((a, b) => this.combine('Mul', a, b), this.builder.scalar(scale, 'float32'))
  }
}

function wholeNumbers(bytes: Uint8Array, dataType: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (dataType === tensorType.int64) return numbersOf(view, 8, at => Number(view.getBigInt64(at, true)))
  return dataType === tensorType.int32 ? numbersOf(view, 4, at => view.getInt32(at, true)) : [...bytes]
}

function numbersOf({ byteLength }: DataView, width: number, read: (at: number) => number): number[] {
  return Array.from({ length: byteLength / width }, (_, index) => read(index * width))
}
