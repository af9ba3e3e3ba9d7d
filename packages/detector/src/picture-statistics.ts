import type { Float32Tensor } from '@dfpir/core'
import type { Plane } from '@dfpir/images'
import { fileStatistics } from './file-statistics.js'
import { filterStatistics } from './filter-statistics.js'
import { blindNoiseStatistics } from './noise-statistics.js'
import { halved } from './plane.js'
import { sceneStatistics } from './scene-statistics.js'
import { structureStatistics } from './structure-statistics.js'
import { textureStatistics } from './texture-statistics.js'

/** The detector's views of a picture, with colours in [0, 1]. */
export interface DetectorViews {
  /** Parts of it at full resolution: [N, size, size, 3]. */
  readonly crops: Float32Tensor
  /** A reduced copy of the whole: [height, width, 3]. */
  readonly whole: Float32Tensor
}

/**
 * Computes the network's input. Noise, streaks, blur and artefacts of files are measured in the crops, at full, half
 * and quarter size; haze and darkness in the whole picture.
 */
export function pictureStatistics({ crops, whole }: DetectorViews): Float32Array {
  const [count, height, width] = crops.shape
  const parts = Array.from({ length: count }, (_, i) => coloursOf(crops.data, width, height, i * width * height * 3))
  const [rows, columns] = whole.shape
  const scene = sceneStatistics(coloursOf(whole.data, columns, rows, 0))
  return Float32Array.of(...scene, ...fileStatistics(parts.map(brightnessOf)), ...scaledStatistics(parts))
}

/** The crops' statistics at full, half and quarter size. */
function scaledStatistics(parts: readonly (readonly Plane[])[], scale = 1): number[] {
  const brightness = parts.map(brightnessOf)
  const found = [...filterStatistics(brightness), ...textureStatistics(brightness)]
  if (scale < 4) found.push(...structureStatistics(brightness), ...blindNoiseStatistics(brightness, parts))
  return scale === 4
    ? found
    : [
        ...found,
        ...scaledStatistics(
          parts.map(part => part.map(halved)),
          2 * scale,
        ),
      ]
}

/** Red, green and blue, 0 … 255, of interleaved colours in [0, 1]. */
function coloursOf(data: Float32Array, width: number, height: number, start: number): Plane[] {
  return [0, 1, 2].map(colour => {
    const levels = new Float32Array(width * height)
    for (let i = 0, at = start + colour; i < levels.length; i++, at += 3) levels[i] = 255 * data[at]
    return { width, height, data: levels }
  })
}

function brightnessOf([red, green, blue]: readonly Plane[]): Plane {
  const data = new Float32Array(red.data.length)
  for (let i = 0; i < data.length; i++) data[i] = (red.data[i] + 2 * green.data[i] + blue.data[i]) / 4
  return { ...red, data }
}
