import { createHash } from 'node:crypto'
import { join } from 'node:path'
import type { Float32Tensor } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { type Calibration, type CropGrid, conditions, type DetectorDescription, modelFiles } from '@dfpir/detector'
import { toOnnx, traceForward } from '@dfpir/graph'
import * as tf from '@tensorflow/tfjs-core'
import { detectorNetwork } from './network.js'
import { grid } from './settings.js'

/** The network as an ONNX file, for as many crops as a grid has. */
export function detectorOnnx(weights: ReadonlyMap<string, Float32Tensor>, { size, rows, columns } = grid): Uint8Array {
  const constants = new Map([...weights].map(([name, { data, shape }]) => [name, tf.tensor(data, [...shape])]))
  const network = (crops: tf.Tensor) => ({ ...detectorNetwork(constants, crops as tf.Tensor4D, 1) })
  const graph = traceForward(({ crops }) => network(crops), {
    inputs: { crops: { shape: [rows * columns, size, size, 3] } },
  })
  tf.dispose([...constants.values()])
  return toOnnx(graph)
}

export interface DetectorDetails extends Calibration {
  /** What the network was written for; the grid that ships when left out. */
  readonly crops?: CropGrid
}

/** Writes `detector.onnx` and `detector.json` into a folder. */
export async function saveDetector(folder: string, network: Uint8Array, details: DetectorDetails): Promise<void> {
  const description: DetectorDescription = {
    format: 'dfpir-detector-1',
    conditions: [...conditions] as DetectorDescription['conditions'],
    crops: { ...grid },
    ...details,
    sha256: createHash('sha256').update(network).digest('hex'),
  }
  await writeFileAtomic(join(folder, modelFiles.network), network)
  await writeFileAtomic(join(folder, modelFiles.description), `${JSON.stringify(description, null, 2)}\n`)
}
