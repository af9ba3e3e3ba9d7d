import type { Graph } from '@dfpir/graph'
import type { CompiledGraph, CompileOptions, Engine } from './engine.js'

/**
 * Prepares a graph without variables and loads it.
 *
 * @throws UsageError when the engine lacks the precision or device, EnvironmentError when it cannot be loaded here.
 */
export async function compile(engine: Engine, graph: Graph, options?: CompileOptions): Promise<CompiledGraph> {
  return engine.load(await engine.prepare(graph, options), options)
}
