import { totalmem } from 'node:os'
import type { EngineName } from '@dfpir/engines'
import type { ModelFacts } from './model-source.js'
import type { TileLimit } from './plan-tiles.js'

export interface TileOptions {
  /** `auto`, `off` (the whole picture at once), or the longest side of a tile in pixels. Default: `auto`. */
  tile?: 'auto' | 'off' | number
  /** How much memory the process should get by with, in bytes: tiles become as small as that takes. */
  memory?: number
}

/** Peak memory of this process = `base` + per compiled graph (`perWeight` · weights + `perFeature` · pixels · `dim`). */
interface Footprint {
  readonly base: number
  readonly perWeight: number
  readonly perFeature: number
}

/** Measured in f32 on tiles of 128² to 384², with the paper's network (dim 48) and the small one (dim 16), rounded up. */
const footprints: Readonly<Record<EngineName, Footprint>> = {
  onnxruntime: { base: 170e6, perWeight: 24, perFeature: 200 },
  openvino: { base: 300e6, perWeight: 24, perFeature: 200 },
  tensorflow: { base: 600e6, perWeight: 66, perFeature: 140 },
}

/** What is made do with where nothing is said, on machines that have twice as much. */
const usualMemory = 4e9
/** The largest tile under `auto`: more takes memory and makes progress and Ctrl-C slower, and restores no better. */
const largestArea = 512 * 512
const smallestArea = 64 * 64

/** How much memory a network may take on an engine, and so how large its tiles may be. */
export class MemoryPlan {
  /** Bytes for compiled graphs, all together. */
  readonly budget: number
  private readonly weightBytes: number
  private readonly pixelBytes: number

  constructor(
    engine: EngineName,
    { config, parameters }: Pick<ModelFacts, 'config' | 'parameters'>,
    private readonly options: TileOptions,
  ) {
    const { base, perWeight, perFeature } = footprints[engine]
    this.budget = (options.memory ?? Math.min(usualMemory, machineMemory() / 2)) - base
    this.weightBytes = perWeight * parameters
    this.pixelBytes = perFeature * config.dim
  }

  /** What a compiled graph for that many pixels takes while it runs. */
  graphBytes(pixels: number): number {
    return this.weightBytes + this.pixelBytes * pixels
  }

  /** The largest tile. A given `memory` also holds for given tiles. */
  tileLimit(): TileLimit {
    const { tile = 'auto', memory } = this.options
    const area = Math.max(smallestArea, (this.budget - this.weightBytes) / this.pixelBytes)
    if (tile === 'auto') return { area: Math.min(area, largestArea) }
    if (memory === undefined) return tile
    return tile === 'off' ? { area } : Math.min(tile, Math.sqrt(area))
  }
}

/** The machine's memory, or the container's where that is less. */
function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
}
