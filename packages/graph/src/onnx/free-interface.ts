import { UsageError } from '@dfpir/core'
import type { OnnxBuilder } from './builder.js'
import { describeSize } from './free-expression.js'
import type { Sizes } from './free-samples.js'
import { type FreeNumber, FreeSizes, fitNumber } from './free-sizes.js'
import type { OnnxGraph, OnnxNode, OnnxValueInfo } from './schema.js'

/** A dimension of the inputs that may have any size when the file is run. */
export interface FreeDimension {
  /**
   * Its size must be a multiple of this.
   *
   * @default 1
   */
  readonly multipleOf?: number
  /**
   * Also accepts any other size from 1 up: inputs are extended at the end to the next multiple, with zeros or by reflection
   * (PyTorch's "reflect", repeated if the padding is longer), and outputs are cropped.
   */
  readonly pad?: 'reflect' | 'zeros'
}

interface FreeValue extends Omit<OnnxValueInfo, 'shape'> {
  readonly shape: readonly FreeNumber[]
}

/** The inputs of a Slice. */
interface Bounds {
  readonly starts: string
  readonly ends: string
  readonly axes: string
}

type Graphs = readonly Pick<OnnxGraph, 'inputs' | 'outputs'>[]

/** The inputs and outputs of a graph with free dimensions: their shapes, padding and cropping. */
export class FreeInterface {
  /** The size of each dimension in the traced graph, int64 [1]. */
  readonly sizes: ReadonlyMap<string, string>
  /** The size of each dimension of the inputs. */
  private readonly given: ReadonlyMap<string, string>
  private readonly inputs: readonly FreeValue[]
  private readonly outputs: readonly FreeValue[]
  private readonly padded: ReadonlyMap<string, string>

  constructor(
    private readonly builder: OnnxBuilder,
    private readonly dimensions: Readonly<Record<string, FreeDimension>>,
    graphs: Graphs,
    private readonly samples: readonly Sizes[],
  ) {
    this.inputs = freeValues(graphs, 'inputs', samples)
    this.outputs = freeValues(graphs, 'outputs', samples)
    this.given = new Map(Object.keys(dimensions).map(name => [name, this.read(name)]))
    this.sizes = new Map(
      [...this.given].map(([name, size]) => [name, this.isPadded(name) ? this.roundUp(name, size) : size]),
    )
    this.padded = new Map(this.inputs.map(input => [input.name, this.pad(input)]))
  }

  /** Returns the tensor to read for an input, padded if it has padded dimensions. Returns any other name unchanged. */
  paddedInput(name: string): string {
    return this.padded.get(name) ?? name
  }

  /** Completes the graph with the nodes that compute sizes, before its own, and with cropped outputs. */
  complete({ nodes, initializers }: OnnxGraph): OnnxGraph {
    const cropped = new Map(this.outputs.map(output => [output.name, this.cropEnds(output)]))
    const own = nodes.map(node => this.crop(node, cropped.get(node.output[0])))
    const used = new Set(own.flatMap(({ input }) => input))
    const before = this.builder.finish(used)
    const info = (value: FreeValue) => ({ ...value, shape: value.shape.map(describeNumber) })
    return {
      nodes: [...before.nodes, ...own],
      initializers: [...initializers.filter(({ name }) => used.has(name)), ...before.initializers],
      inputs: this.inputs.map(info),
      outputs: this.outputs.map(info),
    }
  }

  private isPadded(dimension: string): boolean {
    const { pad, multipleOf = 1 } = this.dimensions[dimension]
    return pad !== undefined && multipleOf > 1
  }

  private read(dimension: string): string {
    for (const { name, shape } of this.inputs) {
      const axis = shape.findIndex(
        number => wholeDimension(number)?.times === 1 && wholeDimension(number)?.dimension === dimension,
      )
      if (axis !== -1) return this.builder.op('Shape', [name], { start: axis, end: axis + 1 })
    }
    throw new UsageError(`no input has the free dimension "${dimension}"`, {
      hint: 'Use each size that `trace` receives as a dimension of an input.',
    })
  }

  private roundUp(dimension: string, size: string): string {
    const { multipleOf = 1 } = this.dimensions[dimension]
    const step = this.builder.integers([multipleOf])
    const more = this.builder.op('Add', [size, this.builder.integers([multipleOf - 1])])
    return this.builder.op('Mul', [this.builder.op('Div', [more, step]), step])
  }

  /** Pads an input with zeros, or by gathering rows and columns, the last of them by reflection. */
  private pad({ name, shape }: FreeValue): string {
    return shape.reduce((source: string, number, axis) => {
      if (typeof number === 'number' || !number.factors.some(({ dimension }) => this.isPadded(dimension))) return source
      const whole = wholeDimension(number)
      if (whole?.times === 1) return this.padAxis(source, axis, whole.dimension)
      throw new UsageError(`axis ${axis} of the input "${name}" is ${describeSize(number)}, which cannot be padded`)
    }, name)
  }

  private padAxis(source: string, axis: number, dimension: string): string {
    const { builder } = this
    if (this.dimensions[dimension].pad === 'reflect') {
      return builder.op('Gather', [source, this.reflectedRows(dimension)], { axis })
    }
    const missing = builder.op('Sub', [this.sizes.get(dimension)!, this.given.get(dimension)!])
    const pads = builder.op('Concat', [builder.integers([0]), missing], { axis: 0 })
    return builder.op('Pad', [source, pads, builder.scalar(0, 'float32'), builder.integers([axis])])
  }

  /** last − |i mod 2·last − last| for all i: 0 1 2 … last … 2 1 0 1 …, and always 0 for a single row. */
  private reflectedRows(dimension: string): string {
    const { builder } = this
    return builder.share(`rows of ${dimension}`, () => {
      const [zero, one] = [builder.scalar(0, 'int64'), builder.scalar(1, 'int64')]
      const scalar = (name: string) => builder.reshape(name, [1], [])
      const last = builder.op('Sub', [scalar(this.given.get(dimension)!), one])
      const period = builder.op('Max', [builder.op('Add', [last, last]), one])
      const range = builder.op('Range', [zero, scalar(this.sizes.get(dimension)!), one])
      const phase = builder.op('Sub', [builder.op('Mod', [range, period]), last])
      return builder.op('Sub', [last, builder.op('Abs', [phase])])
    })
  }

  /** Returns the ends of an output on the padded axes. */
  private cropEnds({ name, shape }: FreeValue): Bounds | undefined {
    const axes = [...shape.keys()].filter(axis => {
      const number = shape[axis]
      return typeof number !== 'number' && number.factors.some(({ dimension }) => this.isPadded(dimension))
    })
    const strange = axes.find(axis => wholeDimension(shape[axis]) === undefined)
    if (strange !== undefined) {
      throw new UsageError(
        `axis ${strange} of the output "${name}" is ${describeNumber(shape[strange])}, which cannot be cropped`,
      )
    }
    if (axes.length === 0) return undefined
    const ends = new FreeSizes(this.builder, this.given, this.samples).vector(axes.map(axis => shape[axis]))
    return { starts: this.builder.integers(axes.map(() => 0)), ends, axes: this.builder.integers(axes) }
  }

  /** Replaces the Identity that writes an output with a Slice. */
  private crop(node: OnnxNode, to: Bounds | undefined): OnnxNode {
    if (to === undefined) return node
    const { starts, ends, axes } = to
    return { ...node, opType: 'Slice', input: [node.input[0], starts, ends, axes] }
  }
}

/** Returns a dimension and its whole factor, if the number is such a product. */
function wholeDimension(number: FreeNumber): { dimension: string; times: number } | undefined {
  if (typeof number === 'number' || number.factors.length !== 1 || number.denominator !== 1) return undefined
  const [{ dimension, times, plus }] = number.factors
  return plus === 0 ? { dimension, times: times * number.numerator } : undefined
}

function describeNumber(number: FreeNumber): number | string {
  return typeof number === 'number' ? number : describeSize(number)
}

/** Returns the inputs or outputs, which must be the same in all samples. */
function freeValues(graphs: Graphs, kind: 'inputs' | 'outputs', samples: readonly Sizes[]): FreeValue[] {
  return graphs[0][kind].map((value, index) => ({
    ...value,
    shape: value.shape.map((_, axis) => {
      const values = graphs.map(graph => Number(graph[kind][index].shape[axis]))
      return fitNumber(values, samples, `axis ${axis} of "${value.name}"`)
    }),
  }))
}
