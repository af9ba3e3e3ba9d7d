import { Progress } from '@dfpir/core/node'
import { Detector } from '@dfpir/detector'
import {
  createRestoring,
  evaluateColumns,
  type ModelScores,
  type NamedSet,
  type PictureViews,
  picturesIn,
  type ScoredSet,
} from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import type { EngineOptions, TilingOptions } from '@dfpir/terminal'
import { type LocatedModel, locateModels } from './locate-models.js'

export interface MeasureOptions extends EngineOptions, TilingOptions {
  /** The models that are measured; the weights that ship where none is named. */
  model?: readonly string[]
  /** Whether pictures are restored as in published evaluations: no mirrored margins, no reduced copies. */
  asPublished?: boolean
  /** Whether luma is measured, too. */
  luma?: boolean
  /** Whether pictures are also restored by what is found in them. */
  blind?: boolean
  /** Whether the networks are told what is wrong with the pictures; else blind mode is measured alone. */
  told: boolean
  /** Where reduced copies of the pictures are kept. */
  pictureViews?: PictureViews
}

/** Restores the pictures of sets with each model in turn and measures them; how far it is goes to stderr. */
export async function measure(
  columns: readonly NamedSet[],
  { model: named, ...options }: MeasureOptions,
  signal: AbortSignal,
): Promise<ModelScores[]> {
  const models = await locateModels(named, options, signal)
  const scores: ModelScores[] = []
  for (const model of models) {
    if (models.length > 1) process.stderr.write(`${model.name}\n`)
    const scored = await measureModel(columns, model, options, signal)
    scores.push({ model: model.name, told: options.told, columns: scored })
  }
  return scores
}

async function measureModel(
  columns: readonly NamedSet[],
  { name, location }: LocatedModel,
  { told, luma, blind, pictureViews, ...options }: Omit<MeasureOptions, 'model'>,
  signal: AbortSignal,
): Promise<ScoredSet[]> {
  await using restorer = await Restorer.fromPretrained(location, options)
  const progress = new Progress({ unit: 'pictures', total: picturesIn(columns) })
  try {
    await using detector = blind ? await Detector.load({ threads: options.threads }) : undefined
    return await evaluateColumns(
      columns,
      set => createRestoring(restorer, { known: told ? set : undefined, detector, signal }),
      {
        luma,
        signal,
        onImage: ({ psnr }, done) => progress.update(done, `PSNR ${psnr.toFixed(2)}`),
        onPictures: async (pictures, title) => pictureViews?.add(pictures, title, name),
      },
    )
  } finally {
    progress.finish()
  }
}
