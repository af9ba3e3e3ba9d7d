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
import type { StepState } from './training-step.js'

/** What a training state knows besides its tensors. */
const header = z.object({
  /** Steps done. */
  step: z.int().min(0),
  /** Updates that the moments have from the weights that the run began with, on top of its own steps. */
  earlierUpdates: z.int().min(0).default(0),
  /** Those of the last steps. */
  losses: z.array(z.number()).readonly(),
  /** The network's config and the seed: what a resumed run must share. */
  identity: z.string(),
  /** The best validation so far. */
  best: z.object({ step: z.int().min(0), psnr: measured }).optional(),
})

export type StateHeader = z.infer<typeof header>

/** Each part of a state: the prefix of its tensors' names in the file, and the suffix of its variables' names. */
const parts = { weight: '', adam_m: '/adam_m', adam_v: '/adam_v', average: '/average' } as const

/**
 * Writes weights, Adam's moments and averages, PyTorch-shaped, as `weight.<name>`, `adam_m.<name>`, `adam_v.<name>` and
 * `average.<name>`. Weights that are not trained have none but themselves. The file that was there goes to `keepAs`.
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
 * @throws UsageError when the state is of another network or seed than `identity` says
 * @throws DataError when the file is no training state, or damaged
 */
export async function readTrainingState(
  path: string,
  keys: KeyMap,
  identity: string,
): Promise<StateHeader & { state: StepState }> {
  const { tensors, metadata } = await readSafetensors(path)
  const info = header.safeParse(JSON.parse(metadata.training ?? 'null'))
  if (!info.success) throw new DataError(`${path} is no training state: it lacks the metadata of one`)
  if (info.data.identity !== identity) {
    throw new UsageError(`${path} is of ${info.data.identity}, but the training file says ${identity}`, {
      hint: 'Resume with the network, the prompts and the seed that the run began with, or give another output folder.',
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
