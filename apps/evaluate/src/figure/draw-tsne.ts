import { UsageError } from '@dfpir/core'
import { Progress } from '@dfpir/core/node'
import { type EmbeddedPoint, embeddingFigure } from '@dfpir/figures'
import type { FeatureStage } from '@dfpir/inference'
import { silhouette } from '@dfpir/metrics'
import { type BlockName, networkTraits } from '@dfpir/model'
import type { Prompt } from '@dfpir/prompts'
import type { EngineOptions } from '@dfpir/terminal'
import { blockNamed } from './block-named.js'
import { blockTitle, stageTitles } from './block-titles.js'
import { embedFeatures, standardise, usedPerplexity } from './embed-features.js'
import type { DrawnFigure } from './figure-options.js'
import {
  type CutOptions,
  cutPatches,
  type GroupOptions,
  openGroups,
  type PatchGroup,
  promptsOfGroups,
} from './patch-groups.js'
import { poolFeatures } from './pool-features.js'
import { type ReadModel, readModels } from './read-models.js'

/** The features of one model at one stage as points in the plane, and how well they separate the groups. */
interface Panel {
  readonly model: string
  readonly stage: FeatureStage
  readonly silhouette: { readonly features: number; readonly embedding: number }
  readonly points: readonly EmbeddedPoint[]
}

export interface DrawTsneOptions extends GroupOptions, Omit<CutOptions, 'onPatch'>, EngineOptions {
  /** Models, as `label=location` or just the location. */
  model: readonly string[]
  block: string
  stage: readonly FeatureStage[]
  perplexity: number
}

/** Draws the figure of `dfpir figure tsne`. */
export async function drawTsne(options: DrawTsneOptions): Promise<DrawnFigure> {
  const models = await readModels(options.model)
  const [block] = models.map(({ config }) => blockNamed(options.block, config))
  const multiple = Math.max(...models.map(({ config }) => networkTraits(config).multipleOf))
  if (options.patch % multiple !== 0) {
    throw new UsageError(`--patch must be a multiple of ${multiple}, got ${options.patch}`)
  }
  const groups = await openGroups(options, models)
  const told = models.map(model => ({ model, prompts: promptsOfGroups(model, groups, options.prompt) }))
  const panels = await panelsOf(told, groups, { ...options, place: block })
  return describe(panels, groups, { ...options, place: block })
}

/** A model with its prompt for each group. */
interface ToldModel {
  readonly model: ReadModel
  readonly prompts: ReadonlyMap<string, Prompt>
}

type PlacedOptions = DrawTsneOptions & { readonly place: BlockName }

async function panelsOf(
  models: readonly ToldModel[],
  groups: readonly PatchGroup[],
  options: PlacedOptions,
): Promise<Panel[]> {
  const pictures = groups.reduce((sum, { names }) => sum + Math.min(names.length, options.pictures), 0)
  const progress = new Progress({ unit: 'patches', total: pictures * options.patches * (1 + models.length) })
  let done = 0
  const onPatch = () => progress.update(++done)
  try {
    const patches = await cutPatches(groups, { ...options, onPatch })
    const labels = patches.map(({ group }) => group)
    const panels: Panel[] = []
    for (const { model, prompts } of models) {
      const pooled = await poolFeatures(model, patches, { ...options, prompts, onPatch })
      for (const stage of stagesOf(options)) {
        panels.push({ model: model.label, stage, ...embedded(standardise(pooled[stage]), labels, options) })
      }
    }
    return panels
  } finally {
    progress.finish()
  }
}

function stagesOf({ stage }: DrawTsneOptions): readonly FeatureStage[] {
  return stage.length === 0 ? ['after'] : [...new Set(stage)]
}

function embedded(rows: readonly Float64Array[], labels: readonly string[], options: PlacedOptions) {
  const plane = embedFeatures(rows, options)
  return {
    silhouette: { features: silhouette(rows, labels), embedding: silhouette(plane, labels) },
    points: plane.map(([x, y], index) => ({ group: labels[index], x, y })),
  }
}

function describe(panels: readonly Panel[], groups: readonly PatchGroup[], options: PlacedOptions): DrawnFigure {
  const { place, perplexity } = options
  const names = groups.map(({ group }) => group)
  const staged = stagesOf(options).length > 1
  const titled = panels.map(panel => ({ ...panel, title: titleOf(panel, staged) }))
  const lines = titled.map(({ title, ...panel }) => `${title}: ${scoresOf(panel)}`)
  const figure = embeddingFigure({
    groups: names,
    panels: titled.map(panel => ({ ...panel, subtitle: scoresOf(panel) })),
  })
  const used = usedPerplexity(panels[0].points.length, perplexity)
  return {
    figure,
    data: { block: place, groups: names, perplexity: used, panels },
    text: [`${blockTitle(place)}, ${panels[0].points.length} points, perplexity ${used}`, ...lines].join('\n'),
  }
}

function titleOf({ model, stage }: Panel, staged: boolean): string {
  return staged ? `${model}, ${stageTitles[stage]}` : model
}

function scoresOf({ silhouette: { features, embedding } }: Pick<Panel, 'silhouette'>): string {
  return `silhouette ${signed(features)}, t-SNE ${signed(embedding)}`
}

function signed(value: number): string {
  return value.toFixed(2).replace('-', '−')
}
