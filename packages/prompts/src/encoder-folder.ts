import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { DataError, UsageError } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { configFile, type EncoderDtype, type EncoderFile, type EncoderKind, encoderFiles } from './encoder-files.js'

/**
 * Checks that a folder contains a text encoder of a kind, without reading the weights. Returns the number of tokens that
 * the model reads.
 *
 * @throws UsageError if the folder does not exist, DataError if a file is missing, empty or of another model
 */
export async function checkEncoderFolder(folder: string, kind: EncoderKind, dtype: EncoderDtype): Promise<number> {
  await requireFolder(folder, kind)
  const missing = await faultyFiles(folder, encoderFiles(kind, dtype))
  if (missing.length > 0) {
    throw new DataError(`the text encoder in ${folder} lacks ${missing.join(' and ')}`, { hint: kind.whereToGetIt })
  }
  return positions(await readJsonFile(folder, configFile, kind), join(folder, configFile.name), kind)
}

/** @throws UsageError if the folder does not exist */
async function requireFolder(folder: string, { whereToGetIt }: EncoderKind): Promise<void> {
  const found = await stat(folder).catch(() => undefined)
  if (found?.isDirectory()) return
  throw new UsageError(`the text encoder's folder ${folder} does not exist`, { hint: whereToGetIt })
}

/**
 * Reads the object in a JSON file of a model folder.
 *
 * @throws DataError if it is damaged
 */
export async function readJsonFile(
  folder: string,
  { name }: EncoderFile,
  { whereToGetIt }: EncoderKind,
): Promise<Readonly<Record<string, unknown>>> {
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
export async function digestFolder(folder: string, kind: EncoderKind, dtype: EncoderDtype): Promise<string> {
  const hash = createHash('sha256')
  for (const { name } of encoderFiles(kind, dtype)) hash.update(await digestFile(join(folder, name)))
  return hash.digest('hex')
}

async function digestFile(path: string): Promise<Buffer> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash).catch(cause => {
    throw readFailure(path, cause)
  })
  return hash.digest()
}

async function faultyFiles(folder: string, files: readonly EncoderFile[]): Promise<string[]> {
  const faults = files.map(async ({ name, limit }) => {
    const size = (await stat(join(folder, name)).catch(() => undefined))?.size
    if (size === undefined) return [name]
    if (size > limit) return [`${name} of at most ${limit} bytes`]
    return size === 0 ? [`${name} (it is empty)`] : []
  })
  return (await Promise.all(faults)).flat()
}

function positions(config: Readonly<Record<string, unknown>>, path: string, kind: EncoderKind): number {
  const { model_type: type, text_config: text } = config
  const { description, modelTypes, usualPositions, whereToGetIt: hint } = kind
  if (typeof type !== 'string' || !modelTypes.includes(type)) {
    const found = typeof type === 'string' ? `a model of type ${type}` : 'no model type'
    throw new DataError(`${path} must describe ${description}, but it has ${found}`, { hint })
  }
  const count = (isRecord(text) ? text : config).max_position_embeddings ?? usualPositions
  if (Number.isSafeInteger(count) && (count as number) >= 3) return count as number
  throw new DataError(`${path} is damaged: max_position_embeddings is ${count}`, { hint })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
