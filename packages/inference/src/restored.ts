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

/** How a picture was restored, or that it was left alone. */
export interface RestoreReport {
  /** The tasks that were done, in their order; empty where the picture was left alone. */
  readonly tasks: readonly Task[]
  /** The same joined by +, such as `denoise+lowlight`. */
  readonly task: string
  /** The name of the prompt that was used, such as `denoise-25`; several are joined likewise. */
  readonly prompt: string
  /** How sure it is that a free text means the prompt, 0 … 1; absent where no free text was given. */
  readonly promptConfidence?: number
  /** The standard deviation of the picture's noise on the scale 0 … 255, where it was estimated or detected. */
  readonly noise?: number
  /** What was detected in the picture; absent unless the task was `auto`. */
  readonly detection?: Detection
  /** Why `auto` left the picture alone; absent where it was restored. */
  readonly leftAlone?: string
  /** In how many tiles it was restored; 1 is the whole picture at once, 0 a picture that was left alone. */
  readonly tiles: number
  /** How long it took, reading and compiling included, waiting for its turn not; of a file also writing. */
  readonly seconds: number
}

/** A file that was restored into another one, or left alone. */
export interface RestoredFile extends RestoreReport {
  readonly width: number
  readonly height: number
}

export interface EncodeRestoredOptions extends EncodeOptions {
  /**
   * The format to encode in.
   *
   * @default the format of the input, or PNG if it has none
   */
  format?: ImageFormat
}

/** A restored picture, or one that was left alone and is as it was, to be used as it is or encoded with the metadata of its input. */
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
  /** What the input was encoded in; none where it was a picture. */
  readonly format: ImageFormat | undefined
  /** What the input's file said beside its pixels. */
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

  /** The bytes of an image file. */
  toBytes({ format = this.format ?? 'png', ...options }: EncodeRestoredOptions = {}): Promise<Uint8Array> {
    return encodePicture({ ...this.picture, metadata: this.metadata }, format, options)
  }

  /** The bytes of an image file as a stream; encoded when it is first read. */
  toStream(options?: EncodeRestoredOptions): Readable {
    const encode = () => this.toBytes(options)
    return Readable.from(
      (async function* () {
        yield await encode()
      })(),
      { objectMode: false },
    )
  }

  /** Writes an image file, whole or not at all, in the format that its extension says unless told otherwise. */
  save(path: string, options?: SaveOptions): Promise<void> {
    return writePicture(path, { ...this.picture, metadata: this.metadata }, options)
  }
}
