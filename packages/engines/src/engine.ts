import type { Float32Tensor, Resource } from '@dfpir/core'
import type { Graph } from '@dfpir/graph'

export const engineNames = ['onnxruntime', 'openvino', 'tensorflow'] as const
export const precisions = ['f32', 'bf16'] as const
export const devices = ['cpu', 'cuda', 'webgpu'] as const

/** Names of the supported engines. */
export type EngineName = (typeof engineNames)[number]

/** Precision of the expensive operations. Inputs and outputs are always float32. */
export type Precision = (typeof precisions)[number]

/** Device that runs the graph: the processor, an NVIDIA card, or any card through WebGPU. */
export type Device = (typeof devices)[number]

export interface CompileOptions {
  /**
   * Threads within an operation.
   *
   * @default all available threads
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
  /** Called with lines about the download of the engine's library, if it is not installed. */
  onInstall?: (message: string) => void
}

/** An engine on this machine, found by {@link Engine.find}. */
export interface EngineFound {
  readonly version: string
  /** Its location, or other details for display. */
  readonly detail?: string
}

/** A graph in an engine's native form. It can be stored, and loaded by the same engine with the same fingerprint. */
export interface PreparedGraph {
  /** Shapes of the inputs by name. */
  readonly inputs: ReadonlyMap<string, readonly number[]>
  readonly outputs: readonly string[]
  readonly bytes: Uint8Array
}

/** Runs traced graphs, after `prepare` and `load`. {@link compile} does both steps at once. */
export interface Engine {
  readonly name: EngineName
  readonly precisions: readonly Precision[]
  readonly devices: readonly Device[]
  /** Finds the engine and its version on this machine. Loads and downloads nothing. */
  find(): Promise<EngineFound | undefined>
  /**
   * Returns everything that a prepared graph depends on besides the graph and the options: the engine's version and
   * features of the processor. A stored graph can be loaded if the fingerprints are equal. Loads and downloads nothing.
   */
  fingerprint(): Promise<string>
  /**
   * Converts a graph without variables to the engine's native form, as far optimised as that form can be stored.
   *
   * @throws UsageError if the engine lacks the precision or device, EnvironmentError if it cannot be loaded.
   */
  prepare(graph: Graph, options?: CompileOptions): Promise<PreparedGraph>
  /**
   * Makes a prepared graph ready for repeated runs. The options must be those of `prepare`.
   *
   * @throws UsageError if the engine lacks the precision or device, EnvironmentError if it cannot be loaded.
   */
  load(prepared: PreparedGraph, options?: CompileOptions): Promise<CompiledGraph>
}

/** A graph that is ready to run any number of times. It holds native memory until it is disposed. */
export interface CompiledGraph extends Resource {
  /**
   * Runs the graph. Takes the graph's inputs by name and returns its outputs by name, in the traced shapes.
   *
   * @throws UsageError for a missing, unknown or differently shaped input and after `dispose`.
   */
  run(inputs: Readonly<Record<string, Float32Tensor>>): Promise<Readonly<Record<string, Float32Tensor>>>
}

/**
 * Prepares a graph without variables and loads it.
 *
 * @throws UsageError if the engine lacks the precision or device, EnvironmentError if it cannot be loaded.
 */
export async function compile(engine: Engine, graph: Graph, options?: CompileOptions): Promise<CompiledGraph> {
  return engine.load(await engine.prepare(graph, options), options)
}
