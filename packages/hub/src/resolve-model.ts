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
const layout = 'A model on the hub is a config.json and a model.safetensors: dfpir convert writes the latter.'

/**
 * The folder or file of a model, from what a user calls it:
 *
 * - a path that exists, as it is;
 * - the name of a model that ships with dfpir (the default model when nothing is given);
 * - `owner/name` or `owner/name@revision` on huggingface.co, or on the hub that `HF_ENDPOINT` names. The first time its
 *   `config.json` and `model.safetensors` are downloaded, of the commit that the revision then is; afterwards the copy
 *   in the cache is used.
 *
 * Nothing but the last touches the network.
 *
 * @throws UsageError for what is none of these, EnvironmentError when a file cannot be had, DataError when what came is
 * not what the hub says it is
 */
export async function resolveModel(id: string = names[0], options: ResolveModelOptions = {}): Promise<string> {
  if (existsSync(id)) return id
  if (isShipped(id)) return shippedFolder(id)
  const hubId = parseHubId(id)
  if (hubId) {
    const { fetchSnapshot } = await import('./fetch-snapshot.js') // most models are at hand
    return fetchSnapshot(hubId, { ...options, files, layout })
  }
  const guess = nearest(id, names)
  const known = `Give a path, owner/name of a model on the hub, or one that ships: ${names.join(', ')}.`
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
    hint: 'Install dfpir again, or name other weights with --model.',
  })
}
