import { freemem } from 'node:os'
import { Progress } from '@dfpir/core/node'
import { Detector } from '@dfpir/detector'
import {
  checkSets,
  createRestoring,
  evaluateColumns,
  type ModelScores,
  type NamedSet,
  type PictureViews,
  type Protocol,
  picturesIn,
} from '@dfpir/evaluation'
import { Restorer } from '@dfpir/inference'
import type { EngineOptions, TilingOptions } from '@dfpir/terminal'
import { type LocatedModel, locateModels } from './locate-models.js'

export interface MeasureOptions extends EngineOptions, TilingOptions {
  /** The models to measure. @default the included weights */
  model?: readonly string[]
  /** How to restore and measure pictures. @default `released` for suites, `files` for other sets */
  protocol: Protocol
  /** Whether to measure luma too. */
  luma?: boolean
  /** Whether to restore pictures in blind mode too. */
  blind?: boolean
  /** Whether to pass the known damage to the networks; otherwise only blind mode is measured. */
  taskGiven: boolean
  /** Stores reduced copies of the pictures. */
  pictureViews?: PictureViews
}

/** Restores the pictures of the sets with each model in turn and measures them. Shows progress on stderr. */
export async function measure(
  columns: readonly NamedSet[],
  { model: named, ...given }: MeasureOptions,
  signal: AbortSignal,
): Promise<ModelScores[]> {
  const options = withProtocol(given)
  const models = await locateModels(named, options, signal)
  const largest = await checkSets(columns, signal)
  const scores: ModelScores[] = []
  for (const model of models) {
    if (models.length > 1) process.stderr.write(`${model.name}\n`)
    scores.push(await measureModel(columns, model, { ...options, largest, signal }))
  }
  return scores
}

/** The released code restores whole pictures with the least padding that the network needs. */
function withProtocol({ tile, ...options }: Omit<MeasureOptions, 'model'>) {
  const released = options.protocol === 'released'
  return { ...options, tile: tile ?? (released ? 'off' : 'auto'), asPublished: released } as const
}

interface ModelOptions extends ReturnType<typeof withProtocol> {
  /** Number of pixels of the largest picture. */
  readonly largest: number
  readonly signal: AbortSignal
}

async function measureModel(
  columns: readonly NamedSet[],
  { name, location }: LocatedModel,
  { taskGiven, luma, blind, pictureViews, protocol, largest, ...options }: ModelOptions,
): Promise<ModelScores> {
  const { tile, precision, signal } = options
  await using restorer = await Restorer.fromPretrained(location, options)
  if (tile === 'off') announceMemory(restorer.wholeBytes(largest), largest)
  const progress = new Progress({ unit: 'pictures', total: picturesIn(columns) })
  try {
    await using detector = blind ? await Detector.load({ threads: options.threads }) : undefined
    const scored = await evaluateColumns(
      columns,
      set =>
        createRestoring(restorer, {
          known: taskGiven ? set : undefined,
          detector,
          fine: protocol === 'released',
          signal,
        }),
      {
        luma,
        signal,
        onImage: ({ psnr }, done) => progress.update(done, `PSNR ${psnr.toFixed(2)}`),
        onPictures: async (pictures, title) => pictureViews?.add(pictures, title, name),
      },
    )
    const run = { weights: restorer.weightsDigest, engine: restorer.engineName, precision, tile }
    return { model: name, taskGiven, columns: scored, run }
  } finally {
    progress.finish()
  }
}

/** Prints the memory that whole pictures need, before restoring the first one. */
function announceMemory(bytes: number, pixels: number): void {
  const gigabytes = (bytes / 1e9).toFixed(1)
  const megapixels = (pixels / 1e6).toFixed(1)
  process.stderr.write(`whole pictures of up to ${megapixels} megapixels need about ${gigabytes} GB of memory\n`)
  if (bytes > freemem()) process.stderr.write('warning: this is more than the free memory; --tile 512 needs less\n')
}
