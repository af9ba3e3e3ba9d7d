import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { type ClipFile, clipConfigFile, clipFiles, type EncoderDtype, whereToGetIt } from './clip-files.js'

/** Tokens that CLIP's text models read: start, 75 of the text, end. */
const usualPositions = 77

/**
 * Checks that a folder contains CLIP's text model, without reading the weights. Returns the number of tokens that the
 * model reads.
 *
 * @throws UsageError if the folder does not exist, DataError if a file is missing, empty or of another model
 */
export async function checkClipFolder(folder: string, dtype: EncoderDtype): Promise<number> {
  const found = await stat(folder).catch(() => undefined)
  if (!found?.isDirectory()) {
    throw new UsageError(`the text encoder's folder ${folder} does not exist`, { hint: whereToGetIt })
  }
  const missing = await faultyFiles(folder, clipFiles(dtype))
  if (missing.length > 0) {
    throw new DataError(`the text encoder in ${folder} lacks ${missing.join(' and ')}`, { hint: whereToGetIt })
  }
  return positions(await readJsonFile(folder, clipConfigFile), join(folder, clipConfigFile.name))
}

/**
 * Reads the object in a JSON file of a model folder.
 *
 * @throws DataError if it is damaged
 */
export async function readJsonFile(folder: string, { name }: ClipFile): Promise<Readonly<Record<string, unknown>>> {
  const path = join(folder, name)
  const text = await readFile(path, 'utf8').catch(cause => {
    throw readFailure(path, cause)
  })
  try {
    const json: unknown = JSON.parse(text)
    if (isRecord(json)) return json
  } catch {
    // reported below
  }
  throw new DataError(`${path} is damaged: it is not a JSON object`, { hint: whereToGetIt })
}

/** SHA-256 over the contents of an encoder's files: identifies it independently of its path. */
export async function digestFolder(folder: string, dtype: EncoderDtype): Promise<string> {
  const hash = createHash('sha256')
  for (const { name } of clipFiles(dtype)) hash.update(await digestFile(join(folder, name)))
  return hash.digest('hex')
}

async function digestFile(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch(cause => {
    throw readFailure(path, cause)
  })
  return hash.digest()
}

async function faultyFiles(folder: string, files: readonly ClipFile[]): Promise<string[]> {
  const faults = files.map(async ({ name, limit }) => {
    const size = (await stat(join(folder, name)).catch(() => undefined))?.size
    if (size === undefined) return [name]
    if (size > limit) return [`${name} of at most ${limit} bytes`]
    return size === 0 ? [`${name} (it is empty)`] : []
  })
  return (await Promise.all(faults)).flat()
}

function positions(config: Readonly<Record<string, unknown>>, path: string): number {
  const { model_type: type, text_config: text } = config
  if (type !== 'clip' && type !== 'clip_text_model') {
    const found = typeof type === 'string' ? `a model of type ${type}` : 'no model type'
    throw new DataError(`${path} must describe a CLIP text model, but it has ${found}`, { hint: whereToGetIt })
  }
  const count = (isRecord(text) ? text : config).max_position_embeddings ?? usualPositions
  if (Number.isSafeInteger(count) && (count as number) >= 3) return count as number
  throw new DataError(`${path} is damaged: max_position_embeddings is ${count}`, { hint: whereToGetIt })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
