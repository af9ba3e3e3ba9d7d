import { UsageError } from '@dfpir/core'
import type { RgbPicture } from '@dfpir/images'

/** Statistics of the haze in a picture. */
export interface HazeStatistics {
  /** Brightness of the air, 0 … 1. */
  readonly airlight: number
  /** The transmission below which 5, 50 and 95 % of the pixels lie. */
  readonly transmission: readonly [number, number, number]
}

/**
 * Estimates haze y = t·x + A·(1 − t) with grey air A from a hazy picture and its clean counterpart. Haze multiplies the
 * differences between colours by t, which gives A where the picture is colourful and hazy. With A, t follows everywhere
 * except where the scene is as bright as the air.
 *
 * @returns undefined if too little of the picture is colourful and hazy for an estimate
 * @throws UsageError if the pictures differ in size
 */
export function hazeStatistics(hazy: RgbPicture, clean: RgbPicture): HazeStatistics | undefined {
  if (hazy.width !== clean.width || hazy.height !== clean.height) {
    const [a, b] = [hazy, clean].map(({ width, height }) => `${width}×${height}`)
    throw new UsageError(`expected pictures of the same size, got ${a} and ${b}`)
  }
  const airs = airOfColourful(hazy.data, clean.data)
  if (airs.length < 100) return undefined
  const airlight = quantile(airs, 0.5)
  const transmissions = transmissionsOf(hazy.data, clean.data, airlight)
  const [low, middle, high] = [0.05, 0.5, 0.95].map(share => quantile(transmissions, share))
  return { airlight, transmission: [low, middle, high] }
}

/** The air implied by each pixel whose colours are at least 0.2 apart and that lost a fifth of its light. */
function airOfColourful(hazy: Uint8Array, clean: Uint8Array): number[] {
  const airs: number[] = []
  for (let i = 0; i < clean.length; i += 3) {
    const pixel = [clean[i], clean[i + 1], clean[i + 2]]
    const [most, least] = [Math.max(...pixel), Math.min(...pixel)]
    if (most - least < 51 || most === 255 || least === 0) continue
    const [bright, dark] = [i + pixel.indexOf(most), i + pixel.indexOf(least)]
    const share = (hazy[bright] - hazy[dark]) / (most - least)
    if (share >= 0 && share < 0.8) airs.push((hazy[dark] - share * least) / (1 - share) / 255)
  }
  return airs
}

/** The least-squares t of each pixel whose colour is at least 0.2 from the air's. */
function transmissionsOf(hazy: Uint8Array, clean: Uint8Array, airlight: number): number[] {
  const air = 255 * airlight
  const transmissions: number[] = []
  for (let i = 0; i < clean.length; i += 3) {
    let product = 0
    let square = 0
    for (let colour = i; colour < i + 3; colour++) {
      product += (hazy[colour] - air) * (clean[colour] - air)
      square += (clean[colour] - air) ** 2
    }
    if (square >= 51 ** 2) transmissions.push(product / square)
  }
  return transmissions
}

function quantile(values: number[], share: number): number {
  values.sort((a, b) => a - b)
  return values[Math.floor(share * (values.length - 1))]
}
