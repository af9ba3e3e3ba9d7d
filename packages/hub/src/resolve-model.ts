import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError, nearest, UsageError } from '@dfpir/core'
import { type PretrainedName, pretrainedFolder } from '@dfpir/pretrained'
import type { FetchSnapshotOptions } from './fetch-snapshot.js'
import { parseHubId } from './hub-id.js'

export type ResolveModelOptions = Omit<FetchSnapshotOptions, 'files' | 'layout'>

const shipped: Readonly<Record<PretrainedName, string>> = { 'dfpir-small': 'the default' }
const names = Object.keys(shipped)

const files = [
  { name: 'config.json', limit: 2 ** 20, required: false },
  { name: 'model.safetensors', limit: 2 ** 33 },
]
const layout = 'A model on the hub consists of config.json and model.safetensors. dfpir convert writes the latter.'

/**
 * Resolves a model to its folder or file:
 *
 * - a path that exists is returned unchanged;
 * - the name of a model that is included in dfpir (by default, the default model);
 * - `owner/name` or `owner/name@revision` on huggingface.co, or on the hub that `HF_ENDPOINT` names. The first call
 *   downloads `config.json` and `model.safetensors` of the revision's current commit; later calls use the cached copy.
 *
 * Only the last one uses the network.
 *
 * @throws UsageError if it is none of these, EnvironmentError if a file cannot be obtained, DataError if a download
 * does not match the hub's hash
 */
export async function resolveModel(id: string = names[0], options: ResolveModelOptions = {}): Promise<string> {
  if (existsSync(id)) return id
  if (isShipped(id)) return shippedFolder(id)
  const hubId = parseHubId(id)
  if (hubId) {
    const { fetchSnapshot } = await import('./fetch-snapshot.js') // most models are local
    return fetchSnapshot(hubId, { ...options, files, layout })
  }
  const guess = nearest(id, names)
  const known = `Pass a path, owner/name of a model on the hub, or an included model: ${names.join(', ')}.`
  throw new UsageError(`there is no model "${id}"`, { hint: guess ? `Did you mean "${guess}"?` : known })
}

function isShipped(name: string): name is PretrainedName {
  return Object.hasOwn(shipped, name)
}

function shippedFolder(name: PretrainedName): string {
  const folder = pretrainedFolder(name)
  const missing = ['config.json', 'model.safetensors'].filter(file => !existsSync(join(folder, file)))
  if (missing.length === 0) return folder
  throw new EnvironmentError(`the model ${name} is not installed: ${folder} lacks ${missing.join(' and ')}`, {
    hint: 'Reinstall dfpir, or select other weights with --model.',
  })
}
