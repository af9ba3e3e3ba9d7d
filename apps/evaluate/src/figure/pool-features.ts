import type { Float32Tensor } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import { captureFeatures, captureLayers, type FeatureCapture, type FeatureStage } from '@dfpir/inference'
import type { Prompt } from '@dfpir/prompts'
import type { EngineOptions } from '@dfpir/terminal'
import { blockTitle, stageTitles } from './block-titles.js'
import type { FeaturePlace } from './feature-place.js'
import type { GroupedPatch } from './patch-groups.js'
import type { ReadModel } from './read-models.js'

export interface PoolOptions extends EngineOptions {
  /** Height and width of a patch, in pixels. */
  patch: number
  place: FeaturePlace
  /** The model's prompt for each group. */
  prompts: ReadonlyMap<string, Prompt>
  onPatch(): void
}

/** The features of patches at one place. */
export interface PooledFeatures {
  /** The place, such as `latent, after the DGPB`. */
  readonly title: string
  /** The stage of the DGPB. */
  readonly stage?: FeatureStage
  /** The layer, if it is not a DGPB. */
  readonly layer?: string
  /** For each patch, the channels' means and standard deviations [2C]. */
  readonly rows: readonly Float32Array[]
}

/** Pools the features of each patch over its pixels, at each stage or layer of a place. */
export async function poolFeatures(
  model: ReadModel,
  patches: readonly GroupedPatch[],
  { prompts, patch: side, place, onPatch, ...options }: PoolOptions,
): Promise<PooledFeatures[]> {
  await using opened = await openPlace(place, { ...options, model, height: side, width: side })
  const rows = new Map(opened.parts.map(({ key }) => [key, [] as Float32Array[]]))
  for (const { group, patch } of patches) {
    const features = await opened.capture(toFloat(patch), prompts.get(group)!.embedding)
    for (const [key, pooled] of rows) pooled.push(channelStatistics(features[key]))
    onPatch()
  }
  return opened.parts.map(({ key, ...part }) => ({ ...part, rows: rows.get(key)! }))
}

/** A capture, and the features to take from it. */
interface OpenedPlace extends FeatureCapture {
  readonly parts: readonly (Omit<PooledFeatures, 'rows'> & { readonly key: string })[]
}

type CaptureOptions = Parameters<typeof captureLayers>[0]

async function openPlace(place: FeaturePlace, options: CaptureOptions): Promise<OpenedPlace> {
  if ('block' in place) {
    const { block, stages } = place
    const capture = await captureFeatures({ ...options, block })
    const parts = stages.map(stage => ({ key: stage, stage, title: `${blockTitle(block)}, ${stageTitles[stage]}` }))
    return { ...capture, parts }
  }
  const capture = await captureLayers({ ...options, layers: place.layers })
  return { ...capture, parts: capture.layers.map(({ name }) => ({ key: name, layer: name, title: `layer ${name}` })) }
}

/** [H, W, C] → [2C]: the channels' means, then their standard deviations. */
function channelStatistics({ shape: [height, width, channels], data }: Float32Tensor): Float32Array {
  const sums = new Float64Array(2 * channels)
  for (let i = 0; i < data.length; i++) {
    sums[i % channels] += data[i]
    sums[channels + (i % channels)] += data[i] ** 2
  }
  const means = sums.map(sum => sum / (height * width))
  return Float32Array.from(means, (mean, index) => {
    return index < channels ? mean : Math.sqrt(Math.max(mean - means[index - channels] ** 2, 0))
  })
}
