import { DataError, DfpirError, ResourceBase } from '@dfpir/core'
import { type CompiledGraph, getEngine } from '@dfpir/engines'
import { openInput, type PictureInput } from '@dfpir/images'
import { detectorFolder } from '@dfpir/pretrained'
import { type Detection, toDetection } from './detection.js'
import type { DetectorDescription, DetectorModel } from './detector-model.js'
import { pictureStatistics } from './picture-statistics.js'
import { readViews } from './read-views.js'

export interface DetectorOptions {
  /**
   * The folder with `detector.onnx` and `detector.json`.
   *
   * @default the detector in `@dfpir/pretrained`
   */
  folder?: string
  /**
   * The number of engine threads.
   *
   * @default all that are available
   */
  threads?: number
}

export interface DetectOptions {
  /** Stops reading; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

/**
 * Detects damage in pictures. A small network on onnxruntime classifies statistics of a picture. Pictures may have any
 * size and are read by rows.
 *
 * ```ts
 * await using detector = await Detector.load()
 * const { condition, confidence, task, sigma } = await detector.detect('photo.jpg')
 * ```
 */
export class Detector extends ResourceBase {
  private constructor(
    private readonly network: CompiledGraph,
    private readonly description: DetectorDescription,
  ) {
    super()
  }

  /**
   * Loads a detector.
   *
   * @throws DataError for missing or damaged files, EnvironmentError if onnxruntime cannot be loaded
   */
  static async load({ folder = detectorFolder(), threads }: DetectorOptions = {}): Promise<Detector> {
    const { readDetectorModel } = await import('./detector-model.js') // brings zod
    const model = await readDetectorModel(folder)
    return new Detector(await compile(model, threads).catch(cause => unusable(folder, cause)), model.description)
  }

  /**
   * Detects the damage in a picture. Treats grey as colour and ignores alpha. Reads a stream to its end. An open
   * picture stays open.
   *
   * @throws UsageError for an unsupported input and after `dispose`; DataError for an image that cannot be read; the
   * signal's reason if it was aborted
   */
  async detect(input: PictureInput, { signal }: DetectOptions = {}): Promise<Detection> {
    await using source = await openInput(input, { signal })
    const statistics = pictureStatistics(await readViews(source, this.description, signal))
    return await this.judge(statistics)
  }

  private async judge(statistics: Float32Array): Promise<Detection> {
    const taken = this.description.statistics
    if (statistics.length !== taken) {
      throw new DataError(`the detector expects ${taken} statistics of a picture, got ${statistics.length}`, {
        hint: 'Train it again, or install @dfpir/pretrained of this version. The detector is from another version.',
      })
    }
    const { logits, logSigma } = await this.network.run({
      statistics: { shape: [1, statistics.length], data: statistics },
    })
    return toDetection({ logits: logits.data, logSigma: logSigma.data[0] }, this.description.thresholds)
  }

  protected free(): Promise<void> {
    return this.network.dispose()
  }
}

async function compile({ description, network }: DetectorModel, threads?: number): Promise<CompiledGraph> {
  const engine = await getEngine('onnxruntime')
  const inputs = new Map([['statistics', [1, description.statistics]]])
  return engine.load({ inputs, outputs: ['logits', 'logSigma'], bytes: network }, { threads })
}

function unusable(folder: string, cause: unknown): never {
  if (DfpirError.isInstance(cause)) throw cause
  throw new DataError(`the detector in ${folder} cannot be used: ${(cause as Error).message.split('\n')[0]}`, { cause })
}
