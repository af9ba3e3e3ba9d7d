import type { CompositeAttributes, CompositeName, ComputedAttributes } from './operations/attributes.js'
import { type ElementwiseName, isElementwiseName } from './operations/elementwise.js'
import type { Optimizer } from './optimizer.js'

/** Element types that a traced graph supports. */
export type GraphDType = 'float32' | 'int32' | 'bool'

export interface TensorType {
  readonly shape: readonly number[]
  readonly dtype: GraphDType
}

export type ConstantValues = Float32Array | Int32Array | Uint8Array

/** The attributes of the nodes of each operation. Most operations have the name of their tfjs kernel. */
export interface OperationAttributes extends ComputedAttributes {
  /** A value that is fed in each run. */
  readonly Placeholder: Named
  /** A value that is kept in the session. */
  readonly Variable: Named
  readonly Const: { readonly values: ConstantValues }
  /**
   * Its last input is the value computed by ordinary operations; the inputs before it are the composite's arguments. A
   * writer that supports the composite writes it from its arguments; others write only the last input. Besides the name,
   * there are the composite's own attributes, see {@link isComposite}.
   */
  readonly Composite: Named
}

interface Named {
  readonly name: string
}

export type OperationName = keyof OperationAttributes

/** A recorded operation. {@link isOperation} narrows it, and thereby its attributes. */
export interface GraphNode<Op extends OperationName = OperationName> {
  readonly op: Op
  readonly inputs: readonly GraphValue[]
  readonly attrs: OperationAttributes[Op]
  readonly outputs: readonly TensorType[]
  /** The layers that it was traced in, outermost first, joined by "/". */
  readonly scope: string
}

/** An output of a node. */
export interface GraphValue {
  readonly node: GraphNode
  readonly index: number
}

/** Returns whether a node is one of these operations. */
export function isOperation<Op extends OperationName>(node: GraphNode, ...ops: readonly Op[]): node is GraphNode<Op> {
  return ops.some(op => op === node.op)
}

/** Returns whether a node is an elementwise operation with a rule. */
export function isElementwise(node: GraphNode): node is GraphNode<ElementwiseName> {
  return isElementwiseName(node.op)
}

/** A composite that writers and passes support, with its attributes. */
export interface CompositeNode<Name extends CompositeName> extends GraphNode<'Composite'> {
  readonly attrs: { readonly name: Name } & CompositeAttributes[Name]
}

/** Returns whether a node is the composite with this name. The tracer has checked its attributes. */
export function isComposite<Name extends CompositeName>(node: GraphNode, name: Name): node is CompositeNode<Name> {
  return isOperation(node, 'Composite') && node.attrs.name === name
}

/**
 * A step of an optimizer on a variable, equal to PyTorch's. The session needs no counter, because what changes from step to
 * step is fed as scalars.
 *
 * - Adam: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂), ε̂ = ε·√(1 − β₂ᵗ),
 *   with θ ← θ − lr·λ·θ before the step (AdamW). The moments are the variables `<name>/adam_m` and `<name>/adam_v`.
 * - SGD: g ← g + λ·θ, b ← μ·b + g, θ ← θ − lr·b, or θ ← θ − lr·(g + μ·b) for Nesterov's. b is `<name>/momentum`.
 */
export interface VariableUpdate {
  readonly variable: string
  readonly gradient: GraphValue
  readonly optimizer: Optimizer
  /** Whether the variable `<name>/average` follows: a ← a + (1 − d)·(θ − a) after the step, d fed as `averageDecay`. */
  readonly average: boolean
  /**
   * The contribution of this run to `gradient`, if a step covers several runs: runs of `accumulate` add it to the variable
   * `<name>/gradient_sum`, which `gradient` reads and `train` resets to 0.
   */
  readonly share?: GraphValue
}

/** A traced computation: values to feed, values to fetch, variables, and their updates in a training step. */
export interface Graph {
  readonly inputs: ReadonlyMap<string, GraphNode>
  readonly outputs: ReadonlyMap<string, GraphValue>
  readonly variables: ReadonlyMap<string, GraphNode>
  /**
   * Updates read the scalar placeholder `learningRate`, those of Adam also `beta1Power`, `beta2Power` and `epsilonHat`, and
   * those that keep an average `averageDecay`.
   */
  readonly updates: readonly VariableUpdate[]
}

/** Returns everything that a graph computes: its outputs and the values that its updates read. */
export function resultsOf({ outputs, updates }: Graph): GraphValue[] {
  return [...outputs.values(), ...updates.flatMap(({ gradient, share }) => (share ? [gradient, share] : [gradient]))]
}
