import type { BlockName } from '@dfpir/model'
import { type CaptureOptions, compileCapture, type FeatureCapture } from './feature-capture.js'
import type { FeatureStage } from './feature-stages.js'

export interface CaptureFeaturesOptions extends CaptureOptions {
  /** The DGPB whose features are captured. */
  block: BlockName
}

/**
 * Compiles the part of a network up to one of its DGPBs, to capture features before, within and after the block, each
 * [H / 2^level, W / 2^level, C], as in Figures 3 and 6 of Tian et al. (CVPR 2025). Only the encoder is run: no block feeds
 * another one.
 *
 * @throws UsageError for a network without DGPBs, an unsupported size, and an engine that is unknown or lacks the
 *   precision; DataError if the weights do not fit the configuration.
 */
export async function captureFeatures(options: CaptureFeaturesOptions): Promise<FeatureCapture<FeatureStage>> {
  const { networkBridges } = await import('@dfpir/model') // brings tfjs
  networkBridges(options.model.config)
  const { traceFeatures } = await import('./trace-features.js')
  return compileCapture(options, folds => traceFeatures({ ...options, folds }))
}
