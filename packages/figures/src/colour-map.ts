import type { Picture } from '@dfpir/core'

/** One number per pixel of a picture, row by row. */
export interface FeatureMap {
  readonly width: number
  readonly height: number
  readonly values: Float32Array // [height, width]
}

/** A coloured map and its range. */
export interface ColouredMap {
  readonly picture: Picture
  /** The values of the first and the last colour. Values beyond them are clipped. */
  readonly range: readonly [low: number, high: number]
}

/** Colours a map with viridis from its 1st to its 99th percentile, so outliers do not reduce the contrast. */
export async function colourMap({ width, height, values }: FeatureMap): Promise<ColouredMap> {
  const colours = await viridis()
  const range = percentiles(values)
  const [low, high] = range
  const data = new Uint8Array(values.length * 3)
  values.forEach((value, index) => {
    const share = high > low ? Math.min(Math.max((value - low) / (high - low), 0), 1) : 0
    data.set(colours[Math.round(share * (colours.length - 1))], index * 3)
  })
  return { picture: { width, height, channels: 3, depth: 8, data }, range }
}

function percentiles(values: Float32Array): [number, number] {
  const sorted = values.slice().sort()
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))]
  return [at(0.01), at(0.99)]
}

/** The 256 colours of viridis, as in vega's figures. */
export async function viridis(): Promise<readonly (readonly number[])[]> {
  const { scheme } = await import('vega')
  const colour: (share: number) => string = scheme('viridis')
  return Array.from({ length: 256 }, (_, index) => channelsOf(colour(index / 255)))
}

function channelsOf(colour: string): number[] {
  return (colour.match(/\d+/g) ?? []).map(Number)
}
