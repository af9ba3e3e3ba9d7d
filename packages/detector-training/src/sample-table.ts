import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataError, Random } from '@dfpir/core'
import { writeFileAtomic } from '@dfpir/core/node'
import { damages, pictureStatistics, readViews } from '@dfpir/detector'
import { rowsOf } from '@dfpir/images'
import { PictureFiles } from './picture-files.js'
import { drawSample, type LabelledPicture } from './sample.js'
import { grid, settings } from './settings.js'
import type { TrainingFiles } from './training-folders.js'

/** What is known of many pictures. */
export interface SampleTable {
  readonly count: number
  /** [count, statistics] */
  readonly statistics: Float32Array
  /** 1 where a damage is there, 0 where it is not, NaN where that is not certain: [count, damages] */
  readonly truth: Float32Array
  /** Natural logarithm of the noise's deviation in 8-bit levels, or NaN: [count] */
  readonly logSigma: Float32Array
}

export interface MakeSamplesOptions {
  /** Names the samples: other names, other samples. */
  readonly name: 'training' | 'heldOut'
  /** Samples are kept here, and taken from here if they were made before. */
  readonly cache: string
  readonly count: number
  /** Told how many samples there are. */
  readonly onProgress?: (done: number) => void
}

/** Samples that are made and kept together. */
const chunk = 50
const known = damages.length + 1

/** Makes samples of photographs. The same files and seed give the same samples, also in several runs. */
export async function makeSamples(
  files: TrainingFiles,
  { name, cache, count, onProgress }: MakeSamplesOptions,
): Promise<SampleTable> {
  await mkdir(cache, { recursive: true })
  const pictures = new PictureFiles(files)
  const chunks: Float32Array[] = []
  for (let first = 0; first < count; first += chunk) {
    const path = join(cache, `${name}-${settings.seed}-${first}.f32`)
    if (!existsSync(path)) await writeFileAtomic(path, new Uint8Array((await makeChunk(pictures, name, first)).buffer))
    chunks.push(await readChunk(path))
    onProgress?.(Math.min(count, first + chunk))
  }
  return tableOf(chunks, count)
}

async function makeChunk(pictures: PictureFiles, name: string, first: number): Promise<Float32Array> {
  const rows: Float32Array[] = []
  for (let number = first; number < first + chunk; number++) {
    const sample = await drawSample(pictures, Random.derive(settings.seed, name, number))
    rows.push(rowOf(sample, pictureStatistics(await readViews(rowsOf(sample.picture), grid))))
  }
  return concatenated(rows)
}

/** Statistics, truth and level one after the other. */
function rowOf({ truth, sigma }: LabelledPicture, statistics: Float32Array): Float32Array {
  const labels = damages.map(damage => (truth[damage] === undefined ? Number.NaN : Number(truth[damage])))
  return Float32Array.of(...statistics, ...labels, sigma === undefined ? Number.NaN : Math.log(Math.max(sigma, 0.5)))
}

async function readChunk(path: string): Promise<Float32Array> {
  const { buffer, byteOffset, byteLength } = await readFile(path)
  if (byteLength % (4 * chunk) > 0) throw new DataError(`${path} holds no samples`, { hint: 'Delete it.' })
  return new Float32Array(buffer.slice(byteOffset, byteOffset + byteLength))
}

function tableOf(chunks: readonly Float32Array[], count: number): SampleTable {
  const rows = chunks.flatMap(values => {
    const length = values.length / chunk
    return Array.from({ length: chunk }, (_, i) => values.subarray(i * length, (i + 1) * length))
  })
  const kept = rows.slice(0, count)
  return {
    count,
    statistics: concatenated(kept.map(row => row.subarray(0, -known))),
    truth: concatenated(kept.map(row => row.subarray(-known, -1))),
    logSigma: Float32Array.from(kept, row => row[row.length - 1]),
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
