import { basename } from 'node:path'
import { DataError, UsageError } from '@dfpir/core'
import { readPicture } from '@dfpir/datasets'
import { type FeatureMapsRow, featureMapsFigure } from '@dfpir/figures'
import { centerCrop, cropToMultiple, type RgbPicture, toFloat } from '@dfpir/images'
import { captureFeatures, featureStages } from '@dfpir/inference'
import { type BlockName, networkTraits } from '@dfpir/model'
import type { Prompt } from '@dfpir/prompts'
import type { EngineOptions } from '@dfpir/terminal'
import { blockNamed } from './block-named.js'
import { blockTitle, stageTitles } from './block-titles.js'
import { degradePicture } from './degraded-pictures.js'
import { channelMap, energyMap, mostVaried } from './feature-maps.js'
import type { DrawnFigure } from './figure-options.js'
import { promptOf, type ReadModel, readModels } from './read-models.js'

/** The feature maps for one prompt. */
interface PromptMaps {
  readonly prompt: string
  /** Channels that are shown singly. */
  readonly channels: readonly number[]
  readonly rows: readonly FeatureMapsRow[]
}

/** Options of `dfpir figure features`. */
export interface DrawFeaturesOptions extends EngineOptions {
  model?: string
  /** Names of the model's prompts. @default the first one */
  prompt: readonly string[]
  /** Whether the picture is clean and must first get the damage that each prompt repairs. */
  degrade?: boolean
  block: string
  channels: number
  size: number
  seed: number
}

/** Draws the figure of `dfpir figure features`. */
export async function drawFeatures(path: string, options: DrawFeaturesOptions): Promise<DrawnFigure> {
  const [model] = await readModels(options.model === undefined ? [] : [options.model])
  const block = blockNamed(options.block, model.config)
  const prompts = wantedPrompts(model, options.prompt)
  const { multipleOf } = networkTraits(model.config)
  const picture = middle(await readPicture(path), { size: options.size, multipleOf, path })
  const maps = await mapsOf({ picture, path, prompts, block, model }, options)
  const shown = `${model.label}, ${blockTitle(block)}`
  const figure = await featureMapsFigure({
    stages: featureStages.map(stage => stageTitles[stage]),
    rows: maps.flatMap(({ rows }) => rows),
    note: `Features of ${shown}.`,
  })
  const data = { model: model.location, block, maps: maps.map(({ prompt, channels }) => ({ prompt, channels })) }
  const lines = maps.map(
    ({ prompt, channels }) => `${prompt}: all channels, and channels ${channels.join(', ') || 'none'}`,
  )
  return { figure, data, text: [shown, ...lines].join('\n') }
}

function wantedPrompts(model: ReadModel, given: readonly string[]): Prompt[] {
  if (given.length > 0) return given.map(text => promptOf(model, text))
  if (model.prompts.length > 0) return [model.prompts[0]]
  throw new UsageError(`${model.label} contains no prompts`, { hint: 'Add some with dfpir prompts attach.' })
}

/** Crops a picture to its centre, at most `size` wide and high, with sides that are multiples of what the network needs. */
function middle(
  picture: RgbPicture,
  { size, multipleOf, path }: { size: number; multipleOf: number; path: string },
): RgbPicture {
  const width = Math.min(picture.width, size)
  const height = Math.min(picture.height, size)
  if (Math.min(width, height) < multipleOf) {
    const needed = `${multipleOf}×${multipleOf}`
    throw new DataError(`${path}: at most ${width}×${height} pixels can be used, expected at least ${needed}`)
  }
  return cropToMultiple(centerCrop(picture, { width, height }), multipleOf)
}

interface MapsOptions {
  readonly picture: RgbPicture
  readonly path: string
  readonly prompts: readonly Prompt[]
  readonly block: BlockName
  readonly model: ReadModel
}

async function mapsOf(
  { picture, path, prompts, block, model }: MapsOptions,
  { degrade, channels: count, seed, engine, precision, device, threads }: DrawFeaturesOptions,
): Promise<PromptMaps[]> {
  const { width, height } = picture
  await using features = await captureFeatures({ model, block, width, height, engine, precision, device, threads })
  const maps: PromptMaps[] = []
  for (const prompt of prompts) {
    const input = degrade ? degradePicture(picture, prompt, { name: basename(path), seed }) : picture
    const stages = await features.capture(toFloat(input), prompt.embedding)
    const channels = mostVaried(stages.after, count)
    const row = (label: string, map: typeof energyMap): FeatureMapsRow => {
      return { label, picture: input, maps: featureStages.map(stage => map(stages[stage])) }
    }
    const singles = channels.map(channel => row(`channel ${channel}`, stage => channelMap(stage, channel)))
    maps.push({ prompt: prompt.name, channels, rows: [row(`${prompt.name}, RMS`, energyMap), ...singles] })
  }
  return maps
}
