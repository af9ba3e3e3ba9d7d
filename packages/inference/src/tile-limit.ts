import type { DfpirConfig } from '@dfpir/model'
import type { TileLimit } from './plan-tiles.js'

export interface TileOptions {
  /** `auto`, `off` (the whole picture at once), or the longest side of a tile in pixels. Default: `auto`. */
  tile?: 'auto' | 'off' | number
  /** How much memory to aim for, in bytes: makes tiles smaller. */
  memory?: number
}

/** The least that neighbouring tiles have in common, in pixels. */
export const tileOverlap = 32

/** The most pixels of a tile under `auto`. */
const autoArea = 512 * 512
/** What the process holds beside the network's features: Node, libraries, the picture. */
const baseBytes = 300 * 2 ** 20
/** Bytes per pixel of the tile and channel of the network's first level. */
const bytesPerChannel = 60

/** The largest tile under the options: `memory` wins over a larger tile, and so does a smaller tile over `memory`. */
export function tileLimit(config: DfpirConfig, { tile = 'auto', memory }: TileOptions): TileLimit {
  const affordable = memory === undefined ? Number.POSITIVE_INFINITY : affordableArea(config, memory)
  if (tile === 'off') return affordable === Number.POSITIVE_INFINITY ? 'off' : { area: affordable }
  if (tile === 'auto') return { area: Math.min(autoArea, affordable) }
  return Math.min(tile, Math.sqrt(affordable))
}

function affordableArea({ dim }: DfpirConfig, memory: number): number {
  return Math.max(64 * 64, (memory - baseBytes) / (bytesPerChannel * dim))
}
