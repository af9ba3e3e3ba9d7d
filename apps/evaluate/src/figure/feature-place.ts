import { nearest, UsageError } from '@dfpir/core'
import type { FeatureStage } from '@dfpir/inference'
import { type BlockName, isPerturbed } from '@dfpir/model'
import { blockNamed } from './block-named.js'
import type { ReadModel } from './read-models.js'

/** Where a model's features are taken: at stages of a DGPB, or after layers; by default, before the decoder. */
export type FeaturePlace =
  | { readonly block: BlockName; readonly stages: readonly FeatureStage[] }
  | { readonly layers?: readonly string[] }

export interface PlaceOptions {
  /** A DGPB, for models with DGPBs. @default the latent's */
  block?: string
  /** Stages of the DGPB. @default `after` */
  stage: readonly FeatureStage[]
  /** Layers instead: `name` for all models, `label=name` for one. */
  layer: readonly string[]
}

/**
 * Selects where the features of each model are taken.
 *
 * @throws UsageError for options that exclude each other or apply to no model, and for an unknown block or label
 */
export function featurePlaces(models: readonly ReadModel[], options: PlaceOptions): FeaturePlace[] {
  const { block = 'latent', stage, layer } = options
  const named = layer.map(given => splitLayer(given, models))
  const ofBlock = options.block !== undefined || stage.length > 0
  if (ofBlock && layer.length > 0) throw new UsageError('--layer excludes --block and --stage')
  if (ofBlock && !models.some(({ config }) => isPerturbed(config))) {
    throw new UsageError(
      `--block and --stage need a model with DGPBs, got ${models.map(({ label }) => label).join(', ')}`,
      {
        hint: 'Name a layer with --layer.',
      },
    )
  }
  return models.map(({ label, config }) => {
    const layers = named.filter(each => each.label === undefined || each.label === label).map(({ name }) => name)
    if (layers.length > 0) return { layers: [...new Set(layers)] }
    if (!isPerturbed(config)) return {}
    return { block: blockNamed(block, config), stages: stage.length === 0 ? ['after'] : [...new Set(stage)] }
  })
}

function splitLayer(given: string, models: readonly ReadModel[]): { label?: string; name: string } {
  const at = given.indexOf('=')
  if (at < 0) return { name: given }
  const label = given.slice(0, at)
  const labels = models.map(model => model.label)
  if (labels.includes(label)) return { label, name: given.slice(at + 1) }
  const near = nearest(label, labels)
  throw new UsageError(`--layer ${given} names no model; expected one of: ${labels.join(', ')}`, {
    hint: near && `Did you mean ${near}?`,
  })
}
