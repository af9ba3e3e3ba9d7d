import { extname, resolve } from 'node:path'
import {
  entryToFloat32,
  float16ToEntry,
  float32ToEntry,
  type TensorEntry,
  toStateDict,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, UsageError } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import {
  encoderKey,
  type NetworkConfig,
  type NetworkFile,
  networkTraits,
  readNetworkFile,
  readPromptFile,
  writePretrained,
} from '@dfpir/model'
import type { PromptTable } from '@dfpir/prompts'
import { checkOutputFile, modelLocation } from '@dfpir/terminal'

export interface ConvertOptions {
  /** The file to write: `.safetensors` or `.onnx`. */
  output: string
  force?: boolean
  /** Data type of the stored weights. @default unchanged */
  dtype?: 'f16' | 'f32'
  /** A file of prompt embeddings that replace those in the weights. */
  prompts?: string
}

/** What `dfpir convert --json` prints. */
export interface Conversion {
  readonly output: string
  /** Number of tensors written, including prompt embeddings. */
  readonly tensors: number
}

const dtypes = { f32: 'F32', f16: 'F16' } as const

/**
 * Writes the network weights in a file as safetensors or ONNX. For a known architecture the output includes the
 * configuration and the prompts. Tensors of an unknown network are copied without a description.
 *
 * @throws UsageError if the output exists or has an unknown extension, DataError if the weights cannot be written as ONNX
 */
export async function convertCheckpoint(location: string, options: ConvertOptions): Promise<Conversion> {
  const { output } = options
  const write = writers[extname(output).toLowerCase()]
  if (write === undefined) {
    throw new UsageError(`cannot write ${output}`, { hint: 'Name a file that ends in .safetensors or .onnx.' })
  }
  const path = await modelLocation(location)
  checkOutput(output, path, options.force)
  const file = await readNetworkFile(path)
  return { output, tensors: await write(file, options) }
}

function checkOutput(output: string, input: string, force?: boolean): void {
  if (resolve(output) === resolve(input))
    throw new UsageError(`${output} is the input`, { hint: 'Choose another output.' })
  checkOutputFile(output, { force })
}

type Write = (file: NetworkFile, options: ConvertOptions) => Promise<number>

const writers: Readonly<Record<string, Write | undefined>> = { '.safetensors': toSafetensors, '.onnx': toOnnxFile }

async function toSafetensors(file: NetworkFile, options: ConvertOptions): Promise<number> {
  const { architecture, weights } = file
  const { output, dtype } = options
  if (architecture.config === undefined || architecture.mismatch !== undefined) return asTheyAre(file, options)
  const { prompts, metadata } = await promptsFor(architecture.config, file, options)
  await writePretrained(output, {
    ...{ config: architecture.config, weights, prompts, metadata },
    ...(dtype && { dtype: dtypes[dtype] }),
  })
  return weights.size + prompts.length
}

/** Writes an unknown network: only its named tensors, without a description. */
async function asTheyAre({ path, checkpoint }: NetworkFile, { output, dtype, prompts }: ConvertOptions) {
  if (prompts !== undefined) throw new DataError(`${path} contains no known network, so it takes no prompts`)
  const tensors = [...checkpoint.tensors].map(([name, entry]): [string, TensorEntry] => [name, stored(entry, dtype)])
  await writeSafetensors(output, new Map(tensors), { ...checkpoint.metadata, format: 'pt' })
  return tensors.length
}

/** Leaves integers and booleans unchanged. */
function stored(entry: TensorEntry, dtype: ConvertOptions['dtype']): TensorEntry {
  if (dtype === undefined || !['F16', 'BF16', 'F32', 'F64'].includes(entry.dtype)) return entry
  return (dtype === 'f16' ? float16ToEntry : float32ToEntry)(entryToFloat32(entry))
}

async function toOnnxFile(file: NetworkFile, options: ConvertOptions): Promise<number> {
  const { path, architecture, weights } = file
  const { config, mismatch } = architecture
  if (options.dtype === 'f16') throw new UsageError('ONNX files are written in f32', { hint: 'Omit --dtype.' })
  if (config === undefined || mismatch !== undefined) {
    throw new DataError(`${path} contains no network that can be written as ONNX${mismatch ? `: ${mismatch}` : ''}`, {
      hint: `List its tensors with: dfpir inspect ${path}`,
    })
  }
  const { prompts, metadata } = await promptsFor(config, file, options)
  const { exportOnnx } = await import('@dfpir/inference')
  await writeFileAtomic(
    options.output,
    await exportOnnx({ config, stateDict: toStateDict(weights), prompts, metadata }),
  )
  return weights.size + prompts.length
}

/** Returns no prompts for a network that does not use them. */
async function promptsFor(
  config: NetworkConfig,
  { prompts, metadata }: NetworkFile,
  options: ConvertOptions,
): Promise<{ prompts: PromptTable; metadata: Readonly<Record<string, string>> }> {
  const { usesPrompts, promptSize } = networkTraits(config)
  if (!usesPrompts) return { prompts: [], metadata }
  if (options.prompts === undefined) return { prompts, metadata }
  const { [encoderKey]: _, ...rest } = metadata
  const file = await readPromptFile(options.prompts, promptSize)
  return { prompts: file.prompts, metadata: { ...rest, ...(file.encoder && { [encoderKey]: file.encoder }) } }
}
