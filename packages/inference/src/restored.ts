import { Readable } from 'node:stream'
import type { Picture, Task } from '@dfpir/core'
import type { Detection } from '@dfpir/detector'
import {
  type EncodeOptions,
  encodePicture,
  type ImageFormat,
  type PictureMetadata,
  type SaveOptions,
  writePicture,
} from '@dfpir/images'

/** Reports how a picture was restored, or that it was left alone. */
export interface RestoreReport {
  /** The tasks in the order of execution; empty if the picture was left alone. */
  readonly tasks: readonly Task[]
  /** The tasks joined by +, such as `denoise+lowlight`. */
  readonly task: string
  /** The name of the prompt, such as `denoise-25`; several are joined by +. */
  readonly prompt: string
  /** Confidence that a free text means the prompt, 0 to 1; absent without a free text. */
  readonly promptConfidence?: number
  /** Standard deviation of the picture's noise on the scale 0 to 255, if it was estimated or detected. */
  readonly noise?: number
  /** The detection; absent unless the task was `auto`. */
  readonly detection?: Detection
  /** Why `auto` left the picture alone; absent if it was restored. */
  readonly leftAlone?: string
  /** Number of tiles: 1 for the whole picture in one pass, 0 for a picture that was left alone. */
  readonly tiles: number
  /** Duration, including reading, compiling and, for a file, writing, but not waiting for its turn. */
  readonly seconds: number
}

/** A file that was restored into another one, or left alone. */
export interface RestoredFile extends RestoreReport {
  readonly width: number
  readonly height: number
}

export interface EncodeRestoredOptions extends EncodeOptions {
  /**
   * Format of the image file.
   *
   * @default the format of the input, or PNG if it has none
   */
  format?: ImageFormat
}

/** A restored picture, or an unchanged one that was left alone. Use its pixels, or encode it with the metadata of its input. */
export class Restored implements RestoreReport {
  readonly tasks: readonly Task[]
  readonly task: string
  readonly prompt: string
  readonly promptConfidence?: number
  readonly noise?: number
  readonly detection?: Detection
  readonly leftAlone?: string
  readonly tiles: number
  readonly seconds: number
  /** Format of the input file; undefined for a decoded picture. */
  readonly format: ImageFormat | undefined
  /** Metadata of the input file. */
  readonly metadata: PictureMetadata

  constructor(
    /** Width, height, channels and depth of the original. */
    readonly picture: Picture,
    report: RestoreReport,
    { format, metadata }: { format?: ImageFormat; metadata: PictureMetadata },
  ) {
    this.tasks = report.tasks
    this.task = report.task
    this.prompt = report.prompt
    this.promptConfidence = report.promptConfidence
    this.noise = report.noise
    this.detection = report.detection
    this.leftAlone = report.leftAlone
    this.tiles = report.tiles
    this.seconds = report.seconds
    this.format = format
    this.metadata = metadata
  }

  /** Encodes an image file as bytes. */
  toBytes({ format = this.format ?? 'png', ...options }: EncodeRestoredOptions = {}): Promise<Uint8Array> {
    return encodePicture({ ...this.picture, metadata: this.metadata }, format, options)
  }

  /** Encodes an image file as a stream, when it is first read. */
  toStream(options?: EncodeRestoredOptions): Readable {
    const encode = () => this.toBytes(options)
    return Readable.from(
      (async function* () {
        yield await encode()
      })(),
      { objectMode: false },
    )
  }

  /** Writes an image file, completely or not at all. The extension selects the format, unless the options do. */
  save(path: string, options?: SaveOptions): Promise<void> {
    return writePicture(path, { ...this.picture, metadata: this.metadata }, options)
  }
}
