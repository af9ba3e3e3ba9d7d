import type { Picture } from '@dfpir/core'
import type { Inspected } from './inspect-picture.js'

/** Samples as libvips delivers them, for example grey as three channels. */
export interface StoredSamples extends Omit<Picture, 'channels'> {
  readonly channels: number
}

/** The positions of a picture's channels among red, green, blue and alpha. */
const positions = { 1: [0], 2: [0, 3], 3: [0, 1, 2], 4: [0, 1, 2, 3] }

/**
 * Extracts a picture, or some of its rows, from stored samples: only its own channels, with the full range from black
 * to white.
 */
export function pictureOf(
  stored: StoredSamples,
  { info: { channels }, bits }: Pick<Inspected, 'info' | 'bits'>,
): Picture {
  const { width, height, depth } = stored
  const data = pickChannels(stored, positions[channels])
  if (bits > 8 && bits < 16) stretch(data, bits)
  return { width, height, channels, depth, data }
}

function pickChannels({ data, channels }: StoredSamples, kept: readonly number[]): Picture['data'] {
  if (channels === kept.length) return data
  const pixels = data.length / channels
  const result = data.slice(0, pixels * kept.length)
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < kept.length; i++) result[pixel * kept.length + i] = data[pixel * channels + kept[i]]
  }
  return result
}

/** Fills the low bits, which libvips leaves at zero for AVIF of 10 and 12 bits, with the high ones: white is 65535. */
function stretch(samples: Picture['data'], bits: number): void {
  for (let i = 0; i < samples.length; i++) samples[i] |= samples[i] >>> bits
}
