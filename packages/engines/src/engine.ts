import type { Float32Tensor, Resource } from '@dfpir/core'
import type { Graph } from '@dfpir/graph'

export const engineNames = ['onnxruntime', 'openvino', 'tensorflow'] as const
export const precisions = ['f32', 'bf16'] as const
export const devices = ['cpu', 'cuda', 'webgpu'] as const

/** The engines that this package knows by name. */
export type EngineName = (typeof engineNames)[number]

/** What the heavy operations compute in. Inputs and outputs are float32 either way. */
export type Precision = (typeof precisions)[number]

/** What computes: the processor, an NVIDIA card, or any card through WebGPU. */
export type Device = (typeof devices)[number]

export interface CompileOptions {
  /**
   * Threads within an operation.
   *
   * @default all that are available
   */
  threads?: number
  /**
   * Numeric precision.
   *
   * @default 'f32'
   */
  precision?: Precision
  /**
   * Device that runs the graph.
   *
   * @default 'cpu'
   */
  device?: Device
  /** Called with lines about the download of the engine's library, if it is not on this machine. */
  onInstall?: (message: string) => void
}

/** What {@link Engine.find} learned about an engine on this machine. */
export interface EngineFound {
  readonly version: string
  /** Where it was found, or what else is worth showing. */
  readonly detail?: string
}

/** A graph in an engine's own form. It can be stored, and loaded by the same engine with the same fingerprint. */
export interface PreparedGraph {
  /** The shapes of the inputs, by name. */
  readonly inputs: ReadonlyMap<string, readonly number[]>
  readonly outputs: readonly string[]
  readonly bytes: Uint8Array
}

/** Something that runs traced graphs. {@link compile} does both steps at once. */
export interface Engine {
  readonly name: EngineName
  readonly precisions: readonly Precision[]
  readonly devices: readonly Device[]
  /** Whether the engine is on this machine and in which version; loads and downloads nothing. */
  find(): Promise<EngineFound | undefined>
  /**
   * What a prepared graph depends on beside the graph and the options: the engine's version, features of the
   * processor. Two equal fingerprints mean that a stored graph can be loaded. Loads and downloads nothing.
   */
  fingerprint(): Promise<string>
  /**
   * The graph, which must have no variables, in the engine's own form and as optimised as that form can be stored.
   *
   * @throws UsageError when the engine lacks the precision or device, EnvironmentError when it cannot be loaded here.
   */
  prepare(graph: Graph, options?: CompileOptions): Promise<PreparedGraph>
  /**
   * Makes a prepared graph ready for repeated runs. The options must be those of `prepare`.
   *
   * @throws UsageError when the engine lacks the precision or device, EnvironmentError when it cannot be loaded here.
   */
  load(prepared: PreparedGraph, options?: CompileOptions): Promise<CompiledGraph>
}

/** A graph that is ready to run, any number of times. It holds native memory until it is disposed. */
export interface CompiledGraph extends Resource {
  /**
   * Runs the graph. Takes the graph's inputs by name and gives its outputs by name, in the shapes in which it was
   * traced.
   *
   * @throws UsageError for a missing, unknown or differently shaped input and after `dispose`.
   */
  run(inputs: Readonly<Record<string, Float32Tensor>>): Promise<Readonly<Record<string, Float32Tensor>>>
}

/**
 * Prepares a graph without variables and loads it.
 *
 * @throws UsageError when the engine lacks the precision or device, EnvironmentError when it cannot be loaded here.
 */
export async function compile(engine: Engine, graph: Graph, options?: CompileOptions): Promise<CompiledGraph> {
  return engine.load(await engine.prepare(graph, options), options)
}
