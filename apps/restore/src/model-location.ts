import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError, nearest, UsageError } from '@dfpir/core'
import { type PretrainedName, pretrainedFolder } from '@dfpir/pretrained'

const shipped: Readonly<Record<PretrainedName, string>> = { 'dfpir-small': 'the default' }
const ids = Object.keys(shipped)

/**
 * The folder or file of a model: a path as it is, the name of a model that ships with dfpir as its folder, and the
 * default model when nothing is given.
 *
 * @throws UsageError when it is neither a path nor a known name; EnvironmentError when the shipped files are missing.
 */
export function modelLocation(model: string = ids[0]): string {
  if (isShipped(model) && !existsSync(model)) return shippedFolder(model)
  if (existsSync(model)) return model
  const guess = nearest(model, ids)
  const hint = guess ? `Did you mean "${guess}"?` : `Give a path, or one of the models that ship: ${ids.join(', ')}.`
  throw new UsageError(`there is no model "${model}"`, { hint })
}

function isShipped(name: string): name is PretrainedName {
  return name in shipped
}

function shippedFolder(name: PretrainedName): string {
  const folder = pretrainedFolder(name)
  const missing = ['config.json', 'model.safetensors'].filter(file => !existsSync(join(folder, file)))
  if (missing.length === 0) return folder
  throw new EnvironmentError(`the model ${name} is not installed: ${folder} lacks ${missing.join(' and ')}`, {
    hint: 'Install dfpir again, or name other weights with --model.',
  })
}
