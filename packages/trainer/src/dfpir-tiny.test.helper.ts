import { readFile } from 'node:fs/promises'
import { entryToFloat32, readSafetensors } from '@dfpir/checkpoints'
import type { Float32Tensor } from '@dfpir/core'
import { createDfpir, loadStateDict, parseConfig } from '@dfpir/model'
import { goldenPath } from '@dfpir/testing'
import type { LayersModel } from '@tensorflow/tfjs-layers'
import type { StepBatch } from './training-step.js'
import { useCpuBackend } from './use-cpu-backend.js'

// The network and the batch of golden/dfpir-tiny, trained by PyTorch.

export const tinyConfig = parseConfig({ dim: 8, blocks: [1, 2, 1, 1], refinement: 1, heads: [1, 2, 4, 8] })
export const tinySizes = { batch: 2, height: 32, width: 40 }

/** Reads the float tensors of one of its files. */
export async function tinyTensors(name: string): Promise<Map<string, Float32Tensor>> {
  const { tensors } = await readSafetensors(goldenPath(`dfpir-tiny/${name}.safetensors`))
  const floats = [...tensors].filter(([, { dtype }]) => dtype === 'F32')
  return new Map(floats.map(([key, entry]) => [key, entryToFloat32(entry)]))
}

export async function readTinyJson<T>(name: string): Promise<T> {
  return JSON.parse(await readFile(goldenPath(`dfpir-tiny/${name}.json`), 'utf8')) as T
}

export async function tinyBatch(): Promise<StepBatch> {
  const files = await tinyTensors('forward')
  const [input, target] = ['input', 'target'].map(name => toNhwc(files.get(name) as Float32Tensor))
  return { input, target, prompt: files.get('prompt') as Float32Tensor }
}

/** Creates the network with PyTorch's initial weights. */
export async function tinyNetwork(): Promise<LayersModel> {
  await useCpuBackend()
  const model = createDfpir(tinyConfig)
  loadStateDict(model, tinyConfig, await tinyTensors('weights'))
  return model
}

export function toNhwc({ shape: [b, c, h, w], data }: Float32Tensor): Float32Tensor {
  const values = new Float32Array(data.length)
  for (let n = 0, i = 0; n < b; n++)
    for (let k = 0; k < c; k++) for (let p = 0; p < h * w; p++, i++) values[(n * h * w + p) * c + k] = data[i]
  return { shape: [b, h, w, c], data: values }
}
