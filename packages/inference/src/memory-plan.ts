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
   * Target for the memory of the process, in bytes. Tiles become as small as it requires.
   *
   * @default half of the free memory, at most 4 GB
   */
  memory?: number
  /**
   * Pads pictures as published evaluations do: only on the right and below, by reflection, to sizes that the network
   * takes. Tiles then have their own statistics for every task.
   *
   * @default false
   */
  asPublished?: boolean
}

export interface MemoryPlanOptions extends TileOptions {
  engine: EngineName
  precision?: Precision
  /** The model. */
  facts: Pick<ModelFacts, 'traits' | 'parameters'>
  /** Called if `memory` is less than the smallest tile needs. */
  onWarning?: (message: string) => void
}

/** What is made do with where nothing is said, on machines that have more than twice as much free. */
const usualMemory = 4e9
/** A side of the largest tile under `auto`: more takes memory and makes progress and Ctrl-C slower, and restores no better. */
const largestSide = 512
const smallestArea = 64 * 64
/** How far a picture is continued by its reflection, so that its borders are restored like its middle: decision 048. */
const usualMargin = 16
/** The same where a task needs the whole picture: there the convolutions' zeros show farther inside. */
const wholeMargin = 32
/** The most pixels, without margins, that are restored at once where a task needs the whole picture: decision 048. */
const wholeArea = 576 * 576
const usualOverlap = 32
const largestPicture = 2 ** 26
/** Bytes per pixel of a row of tiles across the picture: sums of residuals in float32. */
const sumBytes = 12

/** How much memory a network may take on an engine, and so how large its tiles may be. */
export class MemoryPlan {
  /** Bytes for compiled graphs and rows of tiles, all together. */
  readonly budget: number
  /** The least that neighbouring tiles have in common, in pixels. */
  readonly overlap: number
  readonly asPublished: boolean
  /** How many reflected pixels the network sees on each side of a picture that is restored in tiles. */
  readonly margin: number
  /** The same for a picture that is restored at once. */
  readonly wholeMargin = wholeMargin
  private readonly weightBytes: number
  private readonly pixelBytes: number

  /** @throws UsageError for amounts and sizes that are none. */
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

  /** What a compiled graph for that many pixels takes while it runs. */
  graphBytes(pixels: number): number {
    return this.weightBytes + this.pixelBytes * pixels
  }

  /** The largest picture that is held in memory, in bytes; larger ones are kept in files. */
  get maxPictureBytes(): number {
    return Math.max(0, Math.min(largestPicture, this.budget / 64))
  }

  /** What a picture that is read and written by rows takes beside its tiles when they are `rows` high. */
  pictureBytes(picture: PictureShape, rows: number): number {
    return stripPixelBytes(picture) * picture.width * rows + this.heldBytes(picture)
  }

  /** The largest tile of a picture, margins included. A given `memory` also holds for given tiles. */
  tileLimit(picture: PictureShape): TileLimit {
    const { tile = 'auto', memory } = this.options
    const area = this.affordableArea(picture)
    const strip = stripPixelBytes(picture) / this.pixelBytes
    if (tile === 'auto') return { area: Math.min(area, (largestSide + 2 * this.margin) ** 2), strip }
    if (memory === undefined) return tile === 'off' ? tile : tile + 2 * this.margin
    return tile === 'off' ? { area, strip } : Math.min(tile + 2 * this.margin, Math.sqrt(area))
  }

  /** The size at which a picture is restored at once: its own, or a smaller one of the same shape. */
  wholeSize(picture: PictureShape): { width: number; height: number } {
    const { width, height } = picture
    const side = Math.max(Math.sqrt(smallestArea), Math.sqrt(this.affordableArea(picture)) - 2 * wholeMargin)
    const scale = Math.min(1, Math.sqrt(Math.min(wholeArea, side ** 2) / (width * height)))
    const reduced = (length: number) => Math.max(1, Math.round(scale * length))
    return { width: reduced(width), height: reduced(height) }
  }

  /** Pixels of the largest tile that memory allows beside a picture. */
  private affordableArea(picture: PictureShape): number {
    const free = this.budget - this.weightBytes - this.heldBytes(picture)
    return Math.max(smallestArea, free / this.pixelBytes)
  }

  /** The picture and its result, where they are small enough to be held in memory, and a copy while it is encoded. */
  private heldBytes({ width, height, channels, depth }: PictureShape): number {
    const bytes = (width * height * channels * depth) / 8
    return bytes <= this.maxPictureBytes ? 3 * bytes : 0
  }
}

/** The row of tiles in hand and the next one, as they are in the picture, and the sums. */
function stripPixelBytes({ channels, depth }: PictureShape): number {
  return sumBytes + (2 * channels * depth) / 8
}

function checkOptions({ tile = 'auto', overlap = 0, memory = 1 }: TileOptions): void {
  if (!(memory > 0)) throw new UsageError(`memory is a number of bytes, not ${memory}`)
  if (!(overlap >= 0 && Number.isFinite(overlap))) throw new UsageError(`overlap is a number of pixels, not ${overlap}`)
  if (tile === 'auto' || tile === 'off' || tile >= 1) return
  throw new UsageError(`tile is auto, off or a number of pixels, not ${tile}`)
}

function tooLittle(engine: EngineName, memory: number, least: number): string {
  const text = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MB`
  return `${text(memory)} of memory are too little for this model on ${engine}, which takes about ${text(least)} at least: the smallest tiles are used`
}

/**
 * How much memory this process can have, in bytes: what it has and what is free. On Linux that counts caches that can be
 * dropped (MemAvailable) and respects the limit of its container; elsewhere what the system calls free leaves caches
 * out, and a quarter of the machine's memory is the least that is assumed.
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
