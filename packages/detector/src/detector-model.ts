import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, type Task, tasks } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { z } from 'zod'
import { damages } from './detection.js'
import { modelFiles } from './model-files.js'

/** Larger files are rejected before they are read. The included network has about 500 kB. */
const mostBytes = { network: 2 ** 24, description: 2 ** 16 }

const count = z.int().min(1)

const probability = z.number().min(0).max(1)

const description = z.strictObject({
  format: z.literal('dfpir-detector-2'),
  damages: z.tuple(damages.map(name => z.literal(name)) as [z.ZodLiteral<string>]),
  crops: z.strictObject({ size: count.max(512), rows: count.max(8), columns: count.max(8) }),
  whole: count.max(512),
  statistics: count.max(4096),
  thresholds: z.strictObject(
    Object.fromEntries(tasks.map(task => [task, probability])) as Record<Task, typeof probability>,
  ),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})

/** `detector.json`: the network's kinds of damage, its views of a picture, the thresholds and a checksum. */
export type DetectorDescription = z.infer<typeof description>

/** The content of a detector's files. */
export interface DetectorModel {
  readonly description: DetectorDescription
  /** ONNX: `statistics` [1, S] → `logits` [1, damages], `logSigma` [1, 1]. */
  readonly network: Uint8Array
}

/**
 * Reads a detector from a folder.
 *
 * @throws DataError if one of its two files is missing, damaged or invalid
 */
export async function readDetectorModel(folder: string): Promise<DetectorModel> {
  const path = join(folder, modelFiles.description)
  const parsed = parseDescription(new TextDecoder().decode(await read(path, mostBytes.description)), path)
  const network = await read(join(folder, modelFiles.network), mostBytes.network)
  if (createHash('sha256').update(network).digest('hex') !== parsed.sha256) {
    throw new DataError(
      `${join(folder, modelFiles.network)} is damaged: its checksum differs from the one in ${path}`,
      { hint },
    )
  }
  return { description: parsed, network }
}

const hint = 'Reinstall @dfpir/pretrained, or train the detector again.'

async function read(path: string, most: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > most) throw new DataError(`${path} has ${size} bytes, more than the limit of ${most}`, { hint })
    return await readFile(path)
  } catch (cause) {
    if (cause instanceof DataError) throw cause
    throw readFailure(path, cause)
  }
}

function parseDescription(text: string, path: string): DetectorDescription {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new DataError(`${path} is not JSON: ${(cause as Error).message}`, { cause, hint })
  }
  const { data, error } = description.safeParse(value)
  if (data) return data
  const [{ path: key, message }] = error.issues
  throw new DataError(`${path} is not a valid description of a detector: ${key.join('.') || 'the file'}: ${message}`, {
    hint,
  })
}
