import { DataError, type Float32Tensor, type Resource, resource, UsageError } from '@dfpir/core'
import { type CompileOptions, compile, type EngineName, getEngine } from '@dfpir/engines'
import type { Graph } from '@dfpir/graph'
import type { NetworkConfig, PretrainedModel } from '@dfpir/model'
import { type Folds, foldsFor } from './folds.js'

/** The network, the size of its pictures, and the engine of a {@link FeatureCapture}. */
export interface CaptureOptions extends CompileOptions {
  model: Pick<PretrainedModel, 'config' | 'stateDict'>
  /** Height of the pictures, like the width a multiple of what the network needs. */
  height: number
  width: number
  /**
   * The engine that runs the network.
   *
   * @default 'auto', the fastest engine on this machine that has the precision
   */
  engine?: EngineName | 'auto'
}

/** Captures features within a network. It holds native memory until it is disposed. */
export interface FeatureCapture<Name extends string = string> extends Resource {
  /**
   * Returns the features [h, w, C] of every name.
   *
   * @param picture [height, width, 3], 0 to 1
   * @param embedding the prompt's [promptSize]; ignored by a network without that input
   * @throws DataError for a picture or an embedding of another size
   */
  capture(picture: Float32Tensor, embedding?: Float32Array): Promise<Readonly<Record<Name, Float32Tensor>>>
}

/**
 * Compiles a traced part of a network whose inputs are `input` [1, height, width, 3] and possibly `prompt` [1, promptSize].
 *
 * @param trace returns the graph, folded for an engine; its outputs are the features by name, [1, h, w, C]
 * @throws UsageError for an unsupported size, and for an engine that is unknown or lacks the precision
 */
export async function compileCapture<Name extends string>(
  options: CaptureOptions,
  trace: (folds: Folds) => Promise<Graph>,
): Promise<FeatureCapture<Name>> {
  const { model, height, width } = options
  await requireMultiples(model.config, { height, width })
  const engine = await getEngine(options.engine, options)
  const graph = await trace(foldsFor(engine.name))
  const [, promptSize] = graph.inputs.get('prompt')?.outputs[0].shape ?? []
  const compiled = await compile(engine, graph, options)
  return {
    async capture(picture, embedding = new Float32Array(0)) {
      checkShape('a picture', picture.shape, [height, width, 3])
      const input = { shape: [1, ...picture.shape], data: picture.data }
      if (promptSize === undefined) return unbatched(await compiled.run({ input }))
      checkShape('an embedding', [embedding.length], [promptSize])
      return unbatched(await compiled.run({ input, prompt: { shape: [1, promptSize], data: embedding } }))
    },
    ...resource(() => compiled.dispose()),
  }
}

async function requireMultiples(config: NetworkConfig, { height, width }: { height: number; width: number }) {
  const { networkTraits } = await import('@dfpir/model') // brings tfjs
  const { multipleOf } = networkTraits(config)
  if (height % multipleOf === 0 && width % multipleOf === 0) return
  throw new UsageError(`expected a picture whose sides are multiples of ${multipleOf}, got ${width}×${height}`, {
    hint: 'Crop or pad the picture.',
  })
}

function checkShape(what: string, got: readonly number[], expected: readonly number[]): void {
  if (got.join() === expected.join()) return
  throw new DataError(`expected ${what} of shape [${expected.join(', ')}], got [${got.join(', ')}]`)
}

/** Removes the leading 1 from each shape. */
function unbatched<Name extends string>(outputs: Readonly<Record<string, Float32Tensor>>) {
  const entries = Object.entries(outputs).map(([name, { shape, data }]) => [name, { shape: shape.slice(1), data }])
  return Object.fromEntries(entries) as Record<Name, Float32Tensor>
}
