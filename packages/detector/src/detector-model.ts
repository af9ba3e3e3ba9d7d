import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, type Task, tasks } from '@dfpir/core'
import { readFailure } from '@dfpir/core/node'
import { z } from 'zod'
import { damages } from './detection.js'
import { modelFiles } from './model-files.js'

/** Larger files are refused unread. The network that ships has some 500 kB. */
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

/** `detector.json`: the network's damages, what it looks at, the thresholds and a checksum. */
export type DetectorDescription = z.infer<typeof description>

/** A detector as it is stored. */
export interface DetectorModel {
  readonly description: DetectorDescription
  /** ONNX: `statistics` [1, S] → `logits` [1, damages], `logSigma` [1, 1]. */
  readonly network: Uint8Array
}

/**
 * Reads a detector out of a folder.
 *
 * @throws DataError when one of its two files is missing, damaged or not what it must be.
 */
export async function readDetectorModel(folder: string): Promise<DetectorModel> {
  const path = join(folder, modelFiles.description)
  const parsed = parseDescription(new TextDecoder().decode(await read(path, mostBytes.description)), path)
  const network = await read(join(folder, modelFiles.network), mostBytes.network)
  if (createHash('sha256').update(network).digest('hex') !== parsed.sha256) {
    throw new DataError(`${join(folder, modelFiles.network)} is damaged: its checksum is not that of ${path}`, { hint })
  }
  return { description: parsed, network }
}

const hint = 'Install @dfpir/pretrained again, or train the detector anew.'

async function read(path: string, most: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(path)
    if (size > most) throw new DataError(`${path} has ${size} bytes, a detector's file has at most ${most}`, { hint })
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
    throw new DataError(`${path} is no JSON: ${(cause as Error).message}`, { cause, hint })
  }
  const { data, error } = description.safeParse(value)
  if (data) return data
  const [{ path: key, message }] = error.issues
  throw new DataError(`${path} describes no detector: ${key.join('.') || 'the whole'}: ${message}`, { hint })
}
