import { UsageError } from '@dfpir/core'
import { Progress } from '@dfpir/core/node'
import { type EmbeddedPoint, embeddingFigure } from '@dfpir/figures'
import { silhouette } from '@dfpir/metrics'
import { networkTraits } from '@dfpir/model'
import type { Prompt } from '@dfpir/prompts'
import type { EngineOptions } from '@dfpir/terminal'
import { embedFeatures, standardise, usedPerplexity } from './embed-features.js'
import { type FeaturePlace, featurePlaces, type PlaceOptions } from './feature-place.js'
import type { DrawnFigure } from './figure-options.js'
import {
  type CutOptions,
  cutPatches,
  type GroupOptions,
  openGroups,
  type PatchGroup,
  promptsOfGroups,
} from './patch-groups.js'
import { type PooledFeatures, poolFeatures } from './pool-features.js'
import { type ReadModel, readModels } from './read-models.js'

/** The features of one model at one place as points in the plane, and how well they separate the groups. */
interface Panel extends Omit<PooledFeatures, 'rows'> {
  readonly model: string
  readonly silhouette: { readonly features: number; readonly embedding: number }
  readonly points: readonly EmbeddedPoint[]
}

export interface DrawTsneOptions extends GroupOptions, PlaceOptions, Omit<CutOptions, 'onPatch'>, EngineOptions {
  /** Models, as `label=location` or just the location. */
  model: readonly string[]
  perplexity: number
}

/** Draws the figure of `dfpir figure tsne`. */
export async function drawTsne(options: DrawTsneOptions): Promise<DrawnFigure> {
  const models = await readModels(options.model)
  const places = featurePlaces(models, options)
  const multiple = Math.max(...models.map(({ config }) => networkTraits(config).multipleOf))
  if (options.patch % multiple !== 0) {
    throw new UsageError(`--patch must be a multiple of ${multiple}, got ${options.patch}`)
  }
  const groups = await openGroups(options, models)
  const jobs = models.map((model, index) => {
    return { model, place: places[index], prompts: promptsOfGroups(model, groups, options.prompt) }
  })
  return describe(await panelsOf(jobs, groups, options), groups, options)
}

/** A model, where its features are taken, and its prompt for each group. */
interface PanelJob {
  readonly model: ReadModel
  readonly place: FeaturePlace
  readonly prompts: ReadonlyMap<string, Prompt>
}

/** Takes the features of the same patches from every model. */
async function panelsOf(
  jobs: readonly PanelJob[],
  groups: readonly PatchGroup[],
  options: DrawTsneOptions,
): Promise<Panel[]> {
  const pictures = groups.reduce((sum, { names }) => sum + Math.min(names.length, options.pictures), 0)
  const progress = new Progress({ unit: 'patches', total: pictures * options.patches * (1 + jobs.length) })
  let done = 0
  const onPatch = () => progress.update(++done)
  try {
    const patches = await cutPatches(groups, { ...options, onPatch })
    const labels = patches.map(({ group }) => group)
    const panels: Panel[] = []
    for (const { model, ...job } of jobs) {
      for (const { rows, ...part } of await poolFeatures(model, patches, { ...options, ...job, onPatch })) {
        panels.push({ model: model.label, ...part, ...embedded(standardise(rows), labels, options) })
      }
    }
    return panels
  } finally {
    progress.finish()
  }
}

function embedded(rows: readonly Float64Array[], labels: readonly string[], options: DrawTsneOptions) {
  const plane = embedFeatures(rows, options)
  return {
    silhouette: { features: silhouette(rows, labels), embedding: silhouette(plane, labels) },
    points: plane.map(([x, y], index) => ({ group: labels[index], x, y })),
  }
}

function describe(panels: readonly Panel[], groups: readonly PatchGroup[], options: DrawTsneOptions): DrawnFigure {
  const names = groups.map(({ group }) => group)
  const [{ points }] = panels
  const perplexity = usedPerplexity(points.length, options.perplexity)
  const lines = panels.map(({ model, title, silhouette: { features, embedding } }) => {
    return `${model}, ${title}: silhouette ${signed(features)}, t-SNE ${signed(embedding)}`
  })
  const figure = embeddingFigure({
    groups: names,
    panels: panels.map(({ model, title, points, silhouette: { features, embedding } }) => {
      const captions = [`silhouette of features ${signed(features)}`, `silhouette of t-SNE ${signed(embedding)}`]
      return { title: model, subtitle: title, captions, points }
    }),
  })
  return {
    figure,
    data: { groups: names, perplexity, panels },
    text: [`${points.length} points, perplexity ${perplexity}`, ...lines].join('\n'),
  }
}

function signed(value: number): string {
  return value.toFixed(2).replace('-', '−')
}
