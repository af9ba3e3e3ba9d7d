import { ResourceBase } from '@dfpir/core'
import type { CompiledGraph, CompileOptions, Engine } from '@dfpir/engines'
import type { Graph } from '@dfpir/graph'
import type { Prompt } from '@dfpir/prompts'
import { codeVersion } from './code-version.js'
import { compileParts, partPrecisions } from './compile-parts.js'
import { foldsFor } from './folds.js'
import { GraphCache } from './graph-cache.js'
import { type ModelFacts, ModelSource } from './model-source.js'

export interface CompiledNetworkOptions extends CompileOptions {
  /** Called once with a message if prepared graphs cannot be stored. Each process then prepares its own. */
  onWarning?: (message: string) => void
}

/** A model on an engine, compiled for one size and prompt at a time, from stored graphs if there are any. */
export class CompiledNetwork extends ResourceBase {
  private constructor(
    private readonly source: ModelSource,
    private readonly cache: GraphCache,
    private readonly engine: Engine,
    private readonly options: CompiledNetworkOptions,
    /** Everything that all graphs of this model on this engine depend on. */
    private readonly key: readonly unknown[],
  ) {
    super()
  }

  /** @throws UsageError if there is no model at the location, DataError if it is damaged. */
  static async open(location: string, engine: Engine, options: CompiledNetworkOptions = {}): Promise<CompiledNetwork> {
    const { precision, device, threads } = options
    const code = codeVersion()
    const cache = new GraphCache({
      onWarning: reason => options.onWarning?.(`compiled graphs cannot be stored: ${reason}`),
    })
    const source = await ModelSource.open(location, { code, entries: cache.entries })
    const { digest, config, networkCode } = source.facts
    const key = [
      code,
      digest,
      config,
      networkCode,
      engine.name,
      await engine.fingerprint(),
      { precision, device, threads },
    ]
    return new CompiledNetwork(source, cache, engine, options, key)
  }

  get facts(): ModelFacts {
    return this.source.facts
  }

  /** `input` [1, height, width, 3] → `residual` of the same shape. */
  compile(height: number, width: number, { embedding }: Prompt): Promise<CompiledGraph> {
    let traced: Promise<readonly Graph[]> | undefined
    return compileParts(partPrecisions(this.options.precision), async (precision, index) => {
      const key = JSON.stringify([...this.key, height, width, [...embedding], index])
      const options = { ...this.options, precision }
      const prepared = await this.cache.prepared(key, async () => {
        traced ??= this.trace(height, width, embedding)
        return this.engine.prepare((await traced)[index], options)
      })
      return { inputs: [...prepared.inputs.keys()], graph: await this.engine.load(prepared, options) }
    })
  }

  private async trace(height: number, width: number, embedding: Float32Array): Promise<readonly Graph[]> {
    const [network, { networkParts }] = await Promise.all([this.source.network(), import('./network-parts.js')])
    const graph = network.traceForPrompt(height, width, embedding, foldsFor(this.engine.name))
    return networkParts(graph, network.config, this.options.precision)
  }

  /** Frees the weights. Compiled graphs stay valid. */
  protected free(): Promise<void> {
    return this.source.dispose()
  }
}
