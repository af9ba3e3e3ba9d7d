import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  fromFloat16,
  fromFloat32,
  readSafetensors,
  type Safetensors,
  type TensorEntry,
  toFloat32,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, tasks, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import type { Prompt, PromptTable } from '@dfpir/prompts'
import { z } from 'zod'
import { type DfpirConfig, parseConfig } from './config.js'

/** A network with all that a restore needs. */
export interface PretrainedModel {
  readonly config: DfpirConfig
  /** PyTorch-shaped weights under the published names. */
  readonly stateDict: ReadonlyMap<string, Float32Tensor>
  /** The prompts that it was trained with. */
  readonly prompts: PromptTable
}

export interface SavePretrainedOptions extends PretrainedModel {
  /** How weights are stored; prompts stay F32, since a channel order is sensitive to small differences. */
  dtype?: 'F32' | 'F16'
}

const promptPrefix = 'prompts.'

const description = z.object({
  architecture: z.literal('dfpir'),
  config: z.record(z.string(), z.unknown()),
  prompts: z.array(z.object({ name: z.string(), task: z.enum(tasks), text: z.string(), sigma: z.number().optional() })),
})

/**
 * Writes `config.json` and `model.safetensors` into a folder. The safetensors file alone is a whole model, too: its
 * metadata carries the same description.
 */
export async function savePretrained(folder: string, options: SavePretrainedOptions): Promise<void> {
  const { config, stateDict, prompts, dtype = 'F32' } = options
  const encode = dtype === 'F16' ? fromFloat16 : fromFloat32
  const tensors = new Map<string, TensorEntry>()
  for (const [name, tensor] of stateDict) tensors.set(name, encode(tensor))
  for (const { name, embedding } of prompts) {
    tensors.set(promptPrefix + name, fromFloat32({ shape: [embedding.length], data: embedding }))
  }
  const texts = prompts.map(({ embedding: _, ...text }) => text)
  const content = { architecture: 'dfpir', config, prompts: texts }
  await writeSafetensors(join(folder, 'model.safetensors'), tensors, { dfpir: JSON.stringify(content) })
  await writeFileAtomic(join(folder, 'config.json'), `${JSON.stringify(content, undefined, 2)}\n`)
}

/**
 * Reads a folder that {@link savePretrained} wrote, or its safetensors file alone.
 *
 * @throws UsageError when there is nothing at the path
 * @throws DataError when the file is damaged or no DFPIR
 */
export async function readPretrained(path: string): Promise<PretrainedModel> {
  const file = await modelFile(path)
  const { tensors, metadata } = await readSafetensors(file)
  const { config, prompts } = describe(file, metadata)
  const stateDict = new Map<string, Float32Tensor>()
  for (const [name, entry] of tensors) if (!name.startsWith(promptPrefix)) stateDict.set(name, toFloat32(entry))
  const table = prompts.map(prompt => ({ ...prompt, embedding: embeddingOf(file, prompt.name, tensors) }))
  const full = parseConfig(config)
  checkPrompts(file, table, full.promptSize)
  return { config: full, stateDict, prompts: table }
}

async function modelFile(path: string): Promise<string> {
  const info = await stat(path).catch(cause => {
    throw new UsageError(`there is no model at ${path}`, {
      cause,
      hint: 'Give a folder with config.json and model.safetensors.',
    })
  })
  return info.isDirectory() ? join(path, 'model.safetensors') : path
}

function describe(file: string, metadata: Safetensors['metadata']): z.infer<typeof description> {
  const expected = 'Expected a model that dfpir saved: safetensors with the metadata "dfpir".'
  let json: unknown
  try {
    json = JSON.parse(metadata.dfpir ?? 'null')
  } catch (cause) {
    throw new DataError(`${file}: the metadata "dfpir" is no JSON`, { cause, hint: expected })
  }
  const result = description.safeParse(json)
  if (result.success) return result.data
  const fault = json === null ? 'it says nothing of its network' : z.prettifyError(result.error)
  throw new DataError(`${file} is no DFPIR model: ${fault}`, { hint: expected })
}

function embeddingOf(file: string, name: string, tensors: Safetensors['tensors']): Float32Array {
  const entry = tensors.get(promptPrefix + name)
  if (!entry) throw new DataError(`${file} lists the prompt ${name} but lacks its embedding ${promptPrefix}${name}`)
  return toFloat32(entry).data
}

function checkPrompts(file: string, prompts: readonly Prompt[], size: number): void {
  const strange = prompts.find(({ embedding }) => embedding.length !== size)
  if (!strange) return
  const found = strange.embedding.length
  throw new DataError(`${file}: the network takes prompts of ${size} numbers, but ${strange.name} has ${found}`)
}
