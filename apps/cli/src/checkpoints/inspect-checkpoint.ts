import { createHash } from 'node:crypto'
import { type CheckpointFormat, entryToFloat64, type TensorEntry, torchDtypeName } from '@dfpir/checkpoints'
import { type NetworkConfig, type NetworkFile, readNetworkFile } from '@dfpir/model'
import { modelLocation } from '@dfpir/terminal'

/** One tensor of a file. */
export interface InspectedTensor {
  readonly name: string
  /** As PyTorch calls it: `float32`. */
  readonly dtype: string
  readonly shape: readonly number[]
  /** Of the contiguous tensor widened to little-endian float64. */
  readonly sha256: string
}

/** What `dfpir inspect --json` prints. */
export interface Inspection {
  readonly format: CheckpointFormat
  /** The network's name, or `unknown`. */
  readonly architecture: string
  /** Null for an unknown network. */
  readonly config: NetworkConfig | null
  /** Keys of the configuration that the tensors do not show: they have the paper's values. */
  readonly assumed: readonly string[]
  /** Why the network cannot be run here, or null. */
  readonly problem: string | null
  /** How many numbers the network's weights have. */
  readonly parameters: number
  /** The names of the prompts that come with the weights. */
  readonly prompts: readonly string[]
  readonly metadata: Readonly<Record<string, string>>
  /** The network's tensors. */
  readonly tensors: readonly InspectedTensor[]
  /** Other tensors, by their paths: an optimizer's moments, for instance. */
  readonly others: readonly InspectedTensor[]
  /** Numbers and texts beside them, by their paths. */
  readonly values: Readonly<Record<string, unknown>>
}

/**
 * Reads a file of weights and describes it.
 *
 * @throws UsageError when there is none, DataError when it cannot be read
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

/** The network's tensors and its prompts' embeddings; everything else. */
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

/** JSON has neither bytes nor large whole numbers. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return `${value.length} bytes`
  return typeof value === 'bigint' ? String(value) : value
}
