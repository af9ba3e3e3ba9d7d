import { resolve } from 'node:path'
import {
  entryToFloat32,
  float32ToEntry,
  readSafetensors,
  type Safetensors,
  toStateDict,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { withStatusLine } from '@dfpir/core/node'
import { forward } from '@dfpir/inference'
import { networkTraits, parseNetwork, readNetworkFile, readPretrained } from '@dfpir/model'
import type { EngineOptions } from '@dfpir/terminal'

export interface ForwardFilesOptions extends EngineOptions {
  /** The weights file. */
  weights: string
  /**
   * The network's configuration, parsed from JSON but not checked.
   *
   * @default recognised from the weights
   */
  config?: unknown
  /** A safetensors file with `input` and, for networks that take prompts, `prompt`. */
  input: string
  /** The safetensors file that `output` is written to. */
  output: string
}

/** Runs the network on tensors from a file, writes the output to another, and returns its shape and the duration. */
export async function forwardFiles(
  options: ForwardFilesOptions,
): Promise<{ shape: readonly number[]; seconds: number }> {
  const { weights, config, input: path, output: outputPath } = options
  const given = config === undefined ? undefined : parseNetwork(config)
  if ([weights, path].some(file => resolve(file) === resolve(outputPath))) {
    throw new UsageError(`${outputPath} is an input and would be overwritten`, { hint: 'Choose another output.' })
  }
  const { config: network, stateDict } = given
    ? { config: given, stateDict: toStateDict((await readNetworkFile(weights)).weights) }
    : await readPretrained(weights)
  const file = await readSafetensors(path)
  const input = readTensor(file, 'input', path)
  const prompt = networkTraits(network).usesPrompts ? readTensor(file, 'prompt', path) : undefined
  const { engine, precision, device, threads } = options
  const request = { config: network, stateDict, input, prompt, engine, precision, device, threads }
  const { output, seconds } = await withStatusLine(show => forward({ ...request, onInstall: show }))
  await writeSafetensors(outputPath, new Map([['output', float32ToEntry(output)]]))
  return { shape: output.shape, seconds }
}

function readTensor({ tensors }: Safetensors, name: string, path: string): Float32Tensor {
  const entry = tensors.get(name)
  if (entry) return entryToFloat32(entry)
  throw new DataError(`${path} contains no tensor "${name}", only: ${[...tensors.keys()].join(', ') || 'none'}`)
}
