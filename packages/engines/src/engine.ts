import type { Float32Tensor } from '@dfpir/core'
import type { Graph } from '@dfpir/graph'

/** The engines that this package knows by name. */
export type EngineName = 'onnxruntime' | 'tensorflow'

/** What the heavy operations compute in. Inputs and outputs are float32 either way. */
export type Precision = 'f32' | 'bf16'

export const engineNames: readonly EngineName[] = ['onnxruntime', 'tensorflow']
export const precisions: readonly Precision[] = ['f32', 'bf16']

export interface CompileOptions {
  /** Threads within an operation. Default: as many as the machine offers. */
  threads?: number
  /** Default: `f32`. */
  precision?: Precision
  /** Told, in whole lines, how the engine's library is fetched when it is not on this machine. */
  onInstall?: (message: string) => void
}

/** What {@link Engine.find} learned about an engine on this machine. */
export interface EngineFound {
  readonly version: string
  /** Where it was found, or what else is worth showing. */
  readonly detail?: string
}

/** Something that runs traced graphs. */
export interface Engine {
  readonly name: EngineName
  readonly precisions: readonly Precision[]
  /** Whether the engine is on this machine and in which version; loads and downloads nothing. */
  find(): Promise<EngineFound | undefined>
  /**
   * Prepares a graph without variables for repeated runs.
   *
   * @throws UsageError when the engine lacks the precision, EnvironmentError when it cannot be loaded here.
   */
  compile(graph: Graph, options?: CompileOptions): Promise<CompiledGraph>
}

/** A graph that is ready to run, any number of times. It holds native memory until it is disposed. */
export interface CompiledGraph {
  /**
   * Runs the graph off the JavaScript thread. Takes the graph's inputs by name and gives its outputs by name, in the
   * shapes in which it was traced.
   *
   * @throws UsageError for a missing, unknown or differently shaped input and after `dispose`.
   */
  run(inputs: Readonly<Record<string, Float32Tensor>>): Promise<Record<string, Float32Tensor>>
  /** Frees the native memory. A second call does nothing. */
  dispose(): Promise<void>
}
