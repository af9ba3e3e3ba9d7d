import type { Float32Tensor } from '@dfpir/core'
import { toFloat } from '@dfpir/images'
import { captureFeatures, type FeatureStage } from '@dfpir/inference'
import type { BlockName } from '@dfpir/model'
import type { Prompt } from '@dfpir/prompts'
import type { EngineOptions } from '@dfpir/terminal'
import type { GroupedPatch } from './patch-groups.js'
import type { ReadModel } from './read-models.js'

export interface PoolOptions extends EngineOptions {
  /** Height and width of a patch, in pixels. */
  patch: number
  place: BlockName
  /** The model's prompt for each group. */
  prompts: ReadonlyMap<string, Prompt>
  onPatch(): void
}

/** Pools the features of each patch to the channels' means and standard deviations: per stage, a row [2C] per patch. */
export async function poolFeatures(
  model: ReadModel,
  patches: readonly GroupedPatch[],
  { prompts, patch: side, place: block, onPatch, ...options }: PoolOptions,
): Promise<Readonly<Record<FeatureStage, readonly Float32Array[]>>> {
  await using features = await captureFeatures({ ...options, model, block, height: side, width: side })
  const pooled: Record<FeatureStage, Float32Array[]> = { before: [], dgcpm: [], caapm: [], after: [] }
  for (const { group, patch } of patches) {
    const stages = await features.capture(toFloat(patch), prompts.get(group)!.embedding)
    for (const stage of Object.keys(pooled) as FeatureStage[]) pooled[stage].push(channelStatistics(stages[stage]))
    onPatch()
  }
  return pooled
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
