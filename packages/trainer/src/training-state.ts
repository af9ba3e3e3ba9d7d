import {
  entryToFloat32,
  float32ToEntry,
  KeyMap,
  readSafetensors,
  type TensorEntry,
  writeSafetensors,
} from '@dfpir/checkpoints'
import { DataError, type Float32Tensor, UsageError } from '@dfpir/core'
import { z } from 'zod'
import { measured } from './measured.js'
import type { StepState } from './step-state.js'

/** The metadata of a training state. */
const header = z.object({
  /** Number of finished steps. */
  step: z.int().min(0),
  /** Updates in the moments of the starting weights, in addition to the run's own steps. */
  earlierUpdates: z.int().min(0).default(0),
  /** Losses of the last steps. */
  losses: z.array(z.number()).readonly(),
  /** The network's config and the seed, which must be the same in a resumed run. */
  identity: z.string(),
  /** The best validation so far. */
  best: z.object({ step: z.int().min(0), psnr: measured }).optional(),
})

export type StateHeader = z.infer<typeof header>

/** The parts of a state: the prefix of tensor names in the file, and the suffix of variable names. */
const parts = {
  weight: '',
  adam_m: '/adam_m',
  adam_v: '/adam_v',
  momentum: '/momentum',
  average: '/average',
} as const

/**
 * Writes weights, moments and averages in PyTorch's layout, as `weight.<name>`, `adam_m.<name>` and `adam_v.<name>` or
 * `momentum.<name>`, and `average.<name>`. Untrained weights have only `weight.<name>`. An existing file moves to `keepAs`.
 */
export async function writeTrainingState(
  path: string,
  keys: KeyMap,
  state: StepState,
  info: StateHeader,
  { keepAs }: { keepAs?: string } = {},
): Promise<void> {
  const tensors = new Map<string, TensorEntry>()
  for (const [part, suffix] of Object.entries(parts)) {
    const present = keys.entries.filter(({ layer }) => state.has(layer + suffix))
    const values = new Map(present.map(({ layer }) => [layer, state.get(layer + suffix) as Float32Tensor]))
    const named = new KeyMap(present).toTorch(values)
    for (const [name, tensor] of named) tensors.set(`${part}.${name}`, float32ToEntry(tensor))
  }
  await writeSafetensors(path, tensors, { training: JSON.stringify(info) }, { keepAs })
}

/**
 * @throws UsageError if the state belongs to another network or seed than `identity`
 * @throws DataError if the file is not a training state, or damaged
 */
export async function readTrainingState(
  path: string,
  keys: KeyMap,
  identity: string,
): Promise<StateHeader & { state: StepState }> {
  const { tensors, metadata } = await readSafetensors(path)
  const info = header.safeParse(JSON.parse(metadata.training ?? 'null'))
  if (!info.success) throw new DataError(`${path} is not a training state: its metadata is missing`)
  if (info.data.identity !== identity) {
    throw new UsageError(`${path} belongs to ${info.data.identity}, but the training file has ${identity}`, {
      hint: 'Resume with the original network, prompts and seed of the run, or choose another output folder.',
    })
  }
  const state: StepState = new Map()
  for (const [part, suffix] of Object.entries(parts)) {
    const found = new Map(tensorsOf(part, tensors))
    const present = part === 'weight' ? keys : new KeyMap(keys.entries.filter(({ torch }) => found.has(torch)))
    for (const [name, tensor] of present.toLayers(found)) state.set(name + suffix, tensor)
  }
  return { ...info.data, state }
}

function* tensorsOf(part: string, tensors: ReadonlyMap<string, TensorEntry>): Generator<[string, Float32Tensor]> {
  for (const [name, entry] of tensors) {
    if (name.startsWith(`${part}.`)) yield [name.slice(part.length + 1), entryToFloat32(entry)]
  }
}
