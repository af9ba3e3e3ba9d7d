import { DataError, DfpirError, type Float32Tensor } from '@dfpir/core'
import { type CompiledGraph, getEngine } from '@dfpir/engines'
import { openInput, type PictureInput } from '@dfpir/images'
import { detectorFolder } from '@dfpir/pretrained'
import { type Detection, toDetection } from './detection.js'
import type { DetectorDescription, DetectorModel } from './detector-model.js'
import { readCrops } from './read-crops.js'

export interface DetectorOptions {
  /** Where `detector.onnx` and `detector.json` are. Default: those that ship. */
  folder?: string
  /** Threads of the engine. Default: as many as the machine offers. */
  threads?: number
}

export interface DetectOptions {
  /** Stops while reading; the call then rejects with the signal's reason. */
  signal?: AbortSignal
}

/**
 * Tells what is wrong with pictures. A small network, on onnxruntime, looks at crops of a picture of any size, which is
 * read by rows.
 *
 * ```ts
 * const detector = await Detector.load()
 * const { condition, confidence, task, sigma } = await detector.detect('photo.jpg')
 * await detector.dispose()
 * ```
 */
export class Detector {
  private constructor(
    private readonly network: CompiledGraph,
    private readonly description: DetectorDescription,
  ) {}

  /**
   * Reads a detector and makes it ready.
   *
   * @throws DataError for files that are missing or damaged, EnvironmentError where onnxruntime does not load.
   */
  static async load({ folder = detectorFolder(), threads }: DetectorOptions = {}): Promise<Detector> {
    const { readDetectorModel } = await import('./detector-model.js') // brings zod
    const model = await readDetectorModel(folder)
    return new Detector(await compile(model, threads).catch(cause => unusable(folder, cause)), model.description)
  }

  /**
   * What is the matter with a picture. Grey is looked at as colour, alpha not at all. A stream is read to its end.
   *
   * @throws UsageError for an input of another kind and after `dispose`; DataError for an image that cannot be read; the
   * signal's reason when it was aborted.
   */
  async detect(input: PictureInput, { signal }: DetectOptions = {}): Promise<Detection> {
    const source = await openInput(input, { signal })
    try {
      return await this.examine(await readCrops(source, this.description.crops, signal))
    } finally {
      await source.close()
    }
  }

  /** What is the matter with the picture that these crops are of: [N, size, size, 3], as the model's grid says. */
  private async examine(crops: Float32Tensor): Promise<Detection> {
    const { logits, logSigma } = await this.network.run({ crops })
    return toDetection({ logits: logits.data, logSigma: logSigma.data[0] }, this.description)
  }

  /** Frees the network, after the work under way. A second call does nothing. */
  dispose(): Promise<void> {
    return this.network.dispose()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose()
  }
}

async function compile({ description, network }: DetectorModel, threads?: number): Promise<CompiledGraph> {
  const { size, rows, columns } = description.crops
  const inputs = new Map([['crops', [rows * columns, size, size, 3]]])
  const engine = await getEngine('onnxruntime')
  return engine.load({ inputs, outputs: ['logits', 'logSigma'], bytes: network }, { threads })
}

function unusable(folder: string, cause: unknown): never {
  if (DfpirError.isInstance(cause)) throw cause
  throw new DataError(`the detector in ${folder} cannot be used: ${(cause as Error).message.split('\n')[0]}`, { cause })
}
