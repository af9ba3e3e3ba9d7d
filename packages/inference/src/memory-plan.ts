import { freemem, totalmem } from 'node:os'
import { UsageError } from '@dfpir/core'
import type { EngineName, Precision } from '@dfpir/engines'
import type { PictureShape } from '@dfpir/images'
import type { ModelFacts } from './model-source.js'
import type { TileLimit } from './plan-tiles.js'

export interface TileOptions {
  /**
   * `auto`, `off` (the whole picture at once), or the longest side of a tile in pixels.
   *
   * @default 'auto'
   */
  tile?: 'auto' | 'off' | number
  /**
   * Minimum overlap of neighbouring tiles, in pixels.
   *
   * @default 32
   */
  overlap?: number
  /**
   * Target for the memory of the process, in bytes. Smaller targets mean smaller tiles.
   *
   * @default half of the free memory, at most 4 GB
   */
  memory?: number
  /**
   * Whether to pad pictures as published evaluations do: only on the right and below, by reflection, to sizes that the
   * network accepts. Tiles then have their own statistics for every task.
   *
   * @default false
   */
  asPublished?: boolean
}

export interface MemoryPlanOptions extends TileOptions {
  engine: EngineName
  precision?: Precision
  /** The model. */
  facts: Pick<ModelFacts, 'traits' | 'parameters' | 'wholePixels'>
  /** Called if `memory` is less than the smallest tile needs. */
  onWarning?: (message: string) => void
}

/** Default memory target in bytes, on machines with at least twice as much free memory. */
const usualMemory = 4e9
/** Side of the largest tile with `auto`. Larger ones need more memory, delay progress and Ctrl-C, and restore no better. */
const largestSide = 512
const smallestArea = 64 * 64
/** Width of the reflected margin, so that borders are restored like the centre: decision 048. */
const usualMargin = 16
/** The same for tasks that need the whole picture, where the convolutions' zero padding reaches farther inside. */
const wholeMargin = 32
/** Maximum number of pixels, without margins, of a pass over the whole picture, unless the model has its own: decision 048. */
const usualWholePixels = 576 * 576
const usualOverlap = 32
const largestPicture = 2 ** 26
/** Bytes per pixel of a row of tiles across the picture: sums of residuals in float32. */
const sumBytes = 12

/** Plans the memory of a network on an engine, and so the size of its tiles. */
export class MemoryPlan {
  /** Bytes for compiled graphs and rows of tiles together. */
  readonly budget: number
  /** Minimum overlap of neighbouring tiles, in pixels. */
  readonly overlap: number
  readonly asPublished: boolean
  /** Reflected margin on each side of a picture that is restored in tiles, in pixels. */
  readonly margin: number
  /** The same for a picture that is restored in one pass. */
  readonly wholeMargin = wholeMargin
  private readonly weightBytes: number
  private readonly pixelBytes: number

  /** @throws UsageError for invalid amounts and sizes. */
  constructor(private readonly options: MemoryPlanOptions) {
    checkOptions(options)
    const { engine, precision = 'f32', facts, memory } = options
    const { base, perWeight, perFeature } = footprints[engine][precision]
    this.overlap = options.overlap ?? usualOverlap
    this.asPublished = options.asPublished ?? false
    this.margin = this.asPublished ? 0 : usualMargin
    this.weightBytes = perWeight * facts.parameters
    this.pixelBytes = perFeature * facts.traits.width
    this.budget = (memory ?? Math.min(usualMemory, availableMemory() / 2)) - base
    const least = base + this.graphBytes(smallestArea)
    if (memory !== undefined && memory < least) options.onWarning?.(tooLittle(engine, memory, least))
  }

  /** Estimates the memory of a compiled graph for that many pixels while it runs. */
  graphBytes(pixels: number): number {
    return this.weightBytes + this.pixelBytes * pixels
  }

  /** Estimates the memory of the process while it restores a picture of that many pixels in one pass. */
  processBytes(pixels: number): number {
    const { engine, precision = 'f32' } = this.options
    return footprints[engine][precision].base + this.graphBytes(pixels)
  }

  /** Size of the largest picture that is kept in memory, in bytes. Larger ones are kept in files. */
  get maxPictureBytes(): number {
    return Math.max(0, Math.min(largestPicture, this.budget / 64))
  }

  /** Estimates the memory of a picture that is read and written by rows, without its tiles, which are `rows` high. */
  pictureBytes(picture: PictureShape, rows: number): number {
    return stripPixelBytes(picture) * picture.width * rows + this.heldBytes(picture)
  }

  /** Returns the largest tile of a picture, including margins. A given `memory` also limits given tiles. */
  tileLimit(picture: PictureShape): TileLimit {
    const { tile = 'auto', memory } = this.options
    const area = this.affordableArea(picture)
    const strip = stripPixelBytes(picture) / this.pixelBytes
    if (tile === 'auto') return { area: Math.min(area, (largestSide + 2 * this.margin) ** 2), strip }
    if (memory === undefined) return tile === 'off' ? tile : tile + 2 * this.margin
    return tile === 'off' ? { area, strip } : Math.min(tile + 2 * this.margin, Math.sqrt(area))
  }

  /** Returns the size at which a picture is restored in one pass: its own, or a smaller one of the same shape. */
  wholeSize(picture: PictureShape): { width: number; height: number } {
    const { width, height } = picture
    const { wholePixels = usualWholePixels } = this.options.facts
    const side = Math.max(Math.sqrt(smallestArea), Math.sqrt(this.affordableArea(picture)) - 2 * wholeMargin)
    const scale = Math.min(1, Math.sqrt(Math.min(wholePixels, side ** 2) / (width * height)))
    const reduced = (length: number) => Math.max(1, Math.round(scale * length))
    return { width: reduced(width), height: reduced(height) }
  }

  /** Returns the number of pixels of the largest tile that fits in memory beside a picture. */
  private affordableArea(picture: PictureShape): number {
    const free = this.budget - this.weightBytes - this.heldBytes(picture)
    return Math.max(smallestArea, free / this.pixelBytes)
  }

  /** Bytes of the picture and its result, if they are small enough for memory, and of a copy during encoding. */
  private heldBytes({ width, height, channels, depth }: PictureShape): number {
    const bytes = (width * height * channels * depth) / 8
    return bytes <= this.maxPictureBytes ? 3 * bytes : 0
  }
}

/** Bytes per pixel of the current and the next row of tiles in the picture's format, and of the sums. */
function stripPixelBytes({ channels, depth }: PictureShape): number {
  return sumBytes + (2 * channels * depth) / 8
}

function checkOptions({ tile = 'auto', overlap = 0, memory = 1 }: TileOptions): void {
  if (!(memory > 0)) throw new UsageError(`memory must be a number of bytes, got ${memory}`)
  if (!(overlap >= 0 && Number.isFinite(overlap)))
    throw new UsageError(`overlap must be a number of pixels, got ${overlap}`)
  if (tile === 'auto' || tile === 'off' || tile >= 1) return
  throw new UsageError(`tile must be auto, off or a number of pixels, got ${tile}`)
}

function tooLittle(engine: EngineName, memory: number, least: number): string {
  const text = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`
  return `${text(memory)} of memory is too little for this model on ${engine}, which needs at least about ${text(least)}: using the smallest tiles`
}

/**
 * Returns the memory that this process can use, in bytes: what it has, and the free memory. On Linux, free memory includes
 * droppable caches (MemAvailable) and respects the container's limit. Elsewhere the system does not count caches as free,
 * so at least a quarter of the machine's memory is assumed.
 */
function availableMemory(): number {
  const limit = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  const least = process.platform === 'linux' ? 0 : totalmem() / 4
  return Math.min(limit, Math.max(freemem(), least) + process.memoryUsage.rss())
}

/** Peak memory of this process = `base` + per compiled graph (`perWeight` · weights + `perFeature` · pixels · channels at full size). */
interface Footprint {
  readonly base: number
  readonly perWeight: number
  readonly perFeature: number
}

/** Measured by `bench/footprints.mjs`, rounded up, on DFPIR: decision 023. */
const footprints: Readonly<Record<EngineName, Readonly<Record<Precision, Footprint>>>> = {
  onnxruntime: {
    f32: { base: 290e6, perWeight: 23, perFeature: 160 },
    bf16: { base: 290e6, perWeight: 23, perFeature: 160 }, // it has none
  },
  openvino: {
    f32: { base: 280e6, perWeight: 33, perFeature: 100 },
    bf16: { base: 280e6, perWeight: 33, perFeature: 130 },
  },
  tensorflow: {
    f32: { base: 450e6, perWeight: 72, perFeature: 135 },
    bf16: { base: 450e6, perWeight: 69, perFeature: 100 },
  },
}
