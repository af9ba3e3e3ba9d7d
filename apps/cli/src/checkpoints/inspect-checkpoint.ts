import { createHash } from 'node:crypto'
import { type CheckpointFormat, entryToFloat64, type TensorEntry, torchDtypeName } from '@dfpir/checkpoints'
import { type NetworkConfig, type NetworkFile, readNetworkFile } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'

/** A tensor in a file. */
export interface InspectedTensor {
  readonly name: string
  /** PyTorch's name for the type, such as `float32`. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** SHA-256 of the contiguous tensor, widened to little-endian float64. */
  readonly sha256: string
}

/** The output of `dfpir inspect --json`. */
export interface Inspection {
  readonly format: CheckpointFormat
  /** The network's name, or `unknown`. */
  readonly architecture: string
  /** Null for an unknown network. */
  readonly config: NetworkConfig | null
  /** Configuration keys that cannot be derived from the tensors and have the paper's values. */
  readonly assumed: readonly string[]
  /** Why dfpir cannot run the network, or null. */
  readonly problem: string | null
  /** Number of parameters of the network. */
  readonly parameters: number
  /** Names of the prompts stored with the weights. */
  readonly prompts: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  /** The network's tensors. */
  readonly tensors: readonly InspectedTensor[]
  /** Other tensors by path, such as an optimizer's moments. */
  readonly others: readonly InspectedTensor[]
  /** Other numbers and texts by path. */
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Reads a file of weights and describes it.
 *
 * @throws UsageError if the file does not exist, DataError if it cannot be read
 */
export async function inspectCheckpoint(location: string): Promise<Inspection> {
  const file = await readNetworkFile(await modelLocation(location))
  const { checkpoint, architecture, weights } = file
  const { tensors, others } = partByUse(file)
  return {
    format: checkpoint.format,
    architecture: architecture.name,
    config: architecture.config ?? null,
    assumed: architecture.assumed,
    problem: architecture.mismatch ?? null,
    parameters: [...weights.values()].reduce((sum, { shape }) => sum + shape.reduce((size, side) => size * side, 1), 0),
    prompts: file.prompts.map(({ name }) => name),
    metadata: file.metadata,
    tensors: tensors.map(describeTensor),
    others: others.map(describeTensor),
    values: Object.fromEntries([...checkpoint.values].map(([path, value]) => [path, plain(value)])),
  }
}

type Named = [name: string, entry: TensorEntry]

/** Splits the tensors into those of the network and its prompts, and all others. */
function partByUse({ checkpoint, weights }: NetworkFile): { tensors: Named[]; others: Named[] } {
  const used = new Set(weights.values())
  const rest = [...checkpoint.tensors].filter(([, entry]) => !used.has(entry))
  const isPrompt = ([name]: Named) => name.startsWith('prompts.')
  return {
    tensors: [...weights, ...rest.filter(isPrompt)],
    others: [...rest.filter(tensor => !isPrompt(tensor)), ...checkpoint.otherTensors],
  }
}

function describeTensor([name, entry]: Named): InspectedTensor {
  const { buffer, byteOffset, byteLength } = entryToFloat64(entry)
  const sha256 = createHash('sha256')
    .update(new Uint8Array(buffer, byteOffset, byteLength))
    .digest('hex')
  return { name, dtype: torchDtypeName(entry.dtype), shape: entry.shape, sha256 }
}

/** Converts bytes and bigints, which JSON does not support. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return typeof value === 'bigint' ? String(value) : value
}
