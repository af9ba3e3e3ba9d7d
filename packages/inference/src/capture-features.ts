import { DataError, type Float32Tensor, type Resource, resource, UsageError } from '@dfpir/core'
import { type CompileOptions, compile, type EngineName, getEngine } from '@dfpir/engines'
import type { BlockName, PretrainedModel } from '@dfpir/model'
import type { FeatureStage } from './feature-stages.js'
import { foldsFor } from './folds.js'

export interface CaptureFeaturesOptions extends CompileOptions {
  /** A network with DGPBs. */
  model: Pick<PretrainedModel, 'config' | 'stateDict'>
  /** The DGPB whose features are captured. */
  block: BlockName
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

/** Features of one block, each [H / 2^level, W / 2^level, C]. */
export type CapturedFeatures = Readonly<Record<FeatureStage, Float32Tensor>>

/** Captures features within a network. It holds native memory until it is disposed. */
export interface FeatureCapture extends Resource {
  /**
   * @param picture [height, width, 3], 0 to 1
   * @param embedding the prompt's [promptSize]
   * @throws DataError for a picture or an embedding of another size
   */
  capture(picture: Float32Tensor, embedding: Float32Array): Promise<CapturedFeatures>
}

/**
 * Compiles the part of a network up to one of its DGPBs, to capture features before, within and after the block, as in
 * Figures 3 and 6 of Tian et al. (CVPR 2025). Only the encoder is run: no block feeds another one.
 *
 * @throws UsageError for a network without DGPBs, an unsupported size, and an engine that is unknown or lacks the
 *   precision; DataError if the weights do not fit the configuration.
 */
export async function captureFeatures(options: CaptureFeaturesOptions): Promise<FeatureCapture> {
  const { model, block, height, width } = options
  const { networkBridges, networkTraits } = await import('@dfpir/model') // brings tfjs
  const { promptSize } = networkBridges(model.config).config
  const { multipleOf } = networkTraits(model.config)
  if (height % multipleOf !== 0 || width % multipleOf !== 0) {
    throw new UsageError(`expected a picture whose sides are multiples of ${multipleOf}, got ${width}×${height}`, {
      hint: 'Crop or pad the picture.',
    })
  }
  const engine = await getEngine(options.engine, options)
  const { traceFeatures } = await import('./trace-features.js')
  const graph = await traceFeatures({ model, block, height, width, folds: foldsFor(engine.name) })
  const compiled = await compile(engine, graph, options)
  return {
    async capture(picture, embedding) {
      checkShape('a picture', picture.shape, [height, width, 3])
      checkShape('an embedding', [embedding.length], [promptSize])
      const prompt = { shape: [1, embedding.length], data: embedding }
      return unbatched(await compiled.run({ input: { shape: [1, ...picture.shape], data: picture.data }, prompt }))
    },
    ...resource(() => compiled.dispose()),
  }
}

function checkShape(what: string, got: readonly number[], expected: readonly number[]): void {
  if (got.join() === expected.join()) return
  throw new DataError(`expected ${what} of shape [${expected.join(', ')}], got [${got.join(', ')}]`)
}

/** Removes the leading 1 from each shape. */
function unbatched(outputs: Readonly<Record<string, Float32Tensor>>): CapturedFeatures {
  const entries = Object.entries(outputs).map(([name, { shape, data }]) => [name, { shape: shape.slice(1), data }])
  return Object.fromEntries(entries)
}
