import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, Random } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { damages, pictureStatistics, readViews } from '@dfpir/detector'
import { rowsOf } from '@dfpir/images'
import { PictureFiles } from './picture-files.js'
import { drawSamples, type LabelledPicture } from './sample.js'
import { sampleGrid, settings } from './settings.js'
import type { TrainingFiles } from './training-folders.js'

/** Statistics and known damage of many pictures. */
export interface SampleTable {
  readonly count: number
  /** Statistics, [count, statistics]. */
  readonly statistics: Float32Array
  /** 1 for present damage, 0 for absent, NaN for uncertain, [count, damages]. */
  readonly truth: Float32Array
  /** Natural logarithm of the noise's standard deviation in 8-bit levels, or NaN, [count]. */
  readonly logSigma: Float32Array
}

export interface MakeSamplesOptions {
  /** Name of the samples. Different names give different samples. */
  readonly name: 'training' | 'heldOut'
  /** Cache folder for samples. */
  readonly cache: string
  /** Number of scenes to draw. */
  readonly scenes: number
  /** Number of scenes per cache file. @default 50 */
  readonly chunk?: number
  /** Called with the number of finished scenes. */
  readonly onProgress?: (done: number) => void
}

const known = damages.length + 1

/** Makes samples from photographs. The same files and seed always give the same samples, even over several runs. */
export async function makeSamples(
  files: TrainingFiles,
  { name, cache, scenes, chunk = 50, onProgress }: MakeSamplesOptions,
): Promise<SampleTable> {
  await mkdir(cache, { recursive: true })
  const pictures = new PictureFiles(files)
  const chunks: Float32Array[] = []
  for (let first = 0; first < scenes; first += chunk) {
    const path = join(cache, `${name}-${settings.seed}-${first}.f32`)
    if (!existsSync(path)) {
      const rows = await makeChunk(pictures, { name, first, count: chunk })
      await writeFileAtomic(path, new Uint8Array(rows.buffer))
    }
    chunks.push(await readChunk(path))
    onProgress?.(Math.min(scenes, first + chunk))
  }
  return tableOf(chunks)
}

async function makeChunk(
  pictures: PictureFiles,
  { name, first, count }: { name: string; first: number; count: number },
): Promise<Float32Array> {
  const rows: Float32Array[] = []
  for (let number = first; number < first + count; number++) {
    for (const sample of await drawSamples(pictures, Random.derive(settings.seed, name, number))) {
      rows.push(rowOf(sample, pictureStatistics(await readViews(rowsOf(sample.picture), sampleGrid))))
    }
  }
  return concatenated([Float32Array.of(rows[0].length), ...rows])
}

/** Concatenates statistics, truth and level. */
function rowOf({ truth, sigma }: LabelledPicture, statistics: Float32Array): Float32Array {
  const labels = damages.map(damage => (truth[damage] === undefined ? Number.NaN : Number(truth[damage])))
  return Float32Array.of(...statistics, ...labels, sigma === undefined ? Number.NaN : Math.log(Math.max(sigma, 0.5)))
}

async function readChunk(path: string): Promise<Float32Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  if (byteLength % 4 > 0 || byteLength < 8) throw new DataError(`${path} contains no samples`, { hint: 'Delete it.' })
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
}

/** Chunks contain the length of a row, then the rows. */
function tableOf(chunks: readonly Float32Array[]): SampleTable {
  const rows = chunks.flatMap(chunk => {
    const [length] = chunk
    const count = Math.floor(chunk.length / length)
    return Array.from({ length: count }, (_, i) => chunk.subarray(1 + i * length, 1 + (i + 1) * length))
  })
  return {
    count: rows.length,
    statistics: concatenated(rows.map(row => row.subarray(0, -known))),
    truth: concatenated(rows.map(row => row.subarray(-known, -1))),
    logSigma: Float32Array.from(rows, row => row[row.length - 1]),
  }
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
