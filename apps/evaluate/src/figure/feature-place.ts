import { nearest, UsageError } from '@dfpir/core'
import type { FeatureStage } from '@dfpir/inference'
import { type BlockName, type NetworkConfig, networkKind } from '@dfpir/model'
import { blockNamed } from './block-named.js'
import type { ReadModel } from './read-models.js'

/** Where a model's features are taken: at stages of a DGPB, or after layers; by default, before the decoder. */
export type FeaturePlace =
  | { readonly block: BlockName; readonly stages: readonly FeatureStage[] }
  | { readonly layers?: readonly string[] }

export interface PlaceOptions {
  /** A DGPB. @default the latent's */
  block?: string
  /** Stages of the DGPB. @default the last */
  stage: readonly FeatureStage[]
  /** Layers instead, of all models as `name`, or of one as `label=name`. */
  layer: readonly string[]
}
