/** Element types that a traced graph can carry. */
export type GraphDType = 'float32' | 'int32' | 'bool'

export interface TensorType {
  readonly shape: readonly number[]
  readonly dtype: GraphDType
}

export type ConstantValues = Float32Array | Int32Array | Uint8Array

/**
 * One recorded operation. `op` is the name of the tfjs kernel ("Conv2D", "Add", …), or one of
 * - `Placeholder` (attrs `name`): a value fed at each run,
 * - `Variable` (attrs `name`): a value that lives in the session,
 * - `Const` (attrs `values`: ConstantValues),
 * - `Composite` (attrs `name` and the composite's own attributes): its last input is the value computed by ordinary
 *   operations, the inputs before it are the composite's arguments. An emitter that knows the composite emits it from
 *   its arguments; any other emits the last input and nothing else.
 * - `Barrier`: gives its first input, but not before the second one is there.
 */
export interface GraphNode {
  readonly op: string
  readonly inputs: readonly GraphValue[]
  readonly attrs: Readonly<Record<string, unknown>>
  readonly outputs: readonly TensorType[]
  /** The layers it was traced in, outermost first, joined by "/". */
  readonly scope: string
}

/** One output of a node. */
export interface GraphValue {
  readonly node: GraphNode
  readonly index: number
}

/**
 * One step of Adam on a variable (Kingma and Ba, 2015), with `hat` quantities fed as scalars so that no counter lives
 * in the session: m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², θ ← θ − lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε̂),
 * ε̂ = ε·√(1 − β₂ᵗ), which is PyTorch's update. Moments are the variables `<name>/adam_m` and `<name>/adam_v`.
 */
export interface AdamUpdate {
  readonly kind: 'adam'
  readonly variable: string
  readonly gradient: GraphValue
  readonly beta1: number
  readonly beta2: number
  /** λ of θ ← θ − lr·λ·θ, which comes before the step (AdamW; Loshchilov and Hutter, 2019); 0 for Adam. */
  readonly weightDecay: number
  /** Whether the variable `<name>/average` follows: a ← a + (1 − d)·(θ − a) after the step, d fed as `averageDecay`. */
  readonly average: boolean
  /**
   * What this run alone contributes to `gradient`, when several runs share a step: runs of `accumulate` add it to the
   * variable `<name>/gradient_sum`, which `gradient` reads and `train` sets back to 0.
   */
  readonly share?: GraphValue
}

/** What was traced: values to feed, values to fetch, variables, and how one run of the step changes them. */
export interface Graph {
  readonly inputs: ReadonlyMap<string, GraphNode>
  readonly outputs: ReadonlyMap<string, GraphValue>
  readonly variables: ReadonlyMap<string, GraphNode>
  /**
   * Adam updates read the scalar placeholders `learningRate`, `beta1Power`, `beta2Power`, `epsilonHat` and, those that
   * keep an average, `averageDecay`.
   */
  readonly updates: readonly AdamUpdate[]
}

/** Everything that a graph computes: its outputs and what its updates read. */
export function resultsOf({ outputs, updates }: Graph): GraphValue[] {
  return [...outputs.values(), ...updates.flatMap(({ gradient, share }) => (share ? [gradient, share] : [gradient]))]
}
