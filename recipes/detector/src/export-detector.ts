import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Float32Tensor } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { type DetectorDescription, damages, modelFiles, type Thresholds, type ViewGrid } from '@dfpir/detector'
import { toOnnx, traceForward } from '@dfpir/graph'
import * as tf from '@tensorflow/tfjs-core'
import { detectorNetwork } from './network.js'
import { grid } from './settings.js'

/** Writes the network as ONNX, for one picture. */
export function detectorOnnx(weights: ReadonlyMap<string, Float32Tensor>): Uint8Array {
  const constants = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  const network = (statistics: tf.Tensor) => ({ ...detectorNetwork(constants, statistics as tf.Tensor2D) })
  const graph = traceForward(({ statistics }) => network(statistics), {
    inputs: { statistics: { shape: [1, weights.get('statistics/mean')!.data.length] } },
  })
  tf.dispose([...constants.values()])
  return toOnnx(graph)
}

export interface DetectorDetails {
  readonly thresholds: Thresholds
  /** Number of inputs of the network. */
  readonly statistics: number
  /** The views that the statistics are computed from. @default those of the included detector */
  readonly views?: ViewGrid
}

/** Writes `detector.onnx` and `detector.json` into a folder. */
export async function saveDetector(
  folder: string,
  network: Uint8Array,
  { thresholds, statistics, views = grid }: DetectorDetails,
): Promise<void> {
  const description: DetectorDescription = {
    format: 'dfpir-detector-2',
    damages: [...damages] as DetectorDescription['damages'],
    ...structuredClone(views),
    statistics,
    thresholds,
    sha256: createHash('sha256').update(network).digest('hex'),
  }
  await writeFileAtomic(join(folder, modelFiles.network), network)
  await writeFileAtomic(join(folder, modelFiles.description), `${JSON.stringify(description, null, 2)}\n`)
}
