import { createHash } from 'node:crypto'
import { DataError, type Task, UsageError } from '@dfpir/core'
import type { PictureSet } from './open-dataset.js'
import { type Heads, mapLimited, type ReadHeadsOptions, readHeads } from './read-heads.js'
import { readPicture } from './read-picture.js'

/** The files that a training or an evaluation uses for a task. */
export interface TaskFiles {
  readonly task?: Task
  /** Degraded pictures, or clean photographs that are degraded later. */
  readonly inputs: readonly string[]
  /** Their clean partners, or the same photographs. */
  readonly originals: readonly string[]
}

/** The files of a set of pictures. */
export function taskFiles(set: PictureSet, task?: Task): TaskFiles {
  if (set.kind === 'clean') {
    const photos = set.photos.names.map((_, index) => set.photos.path(index))
    return { task, inputs: photos, originals: photos }
  }
  const { pairs } = set.pairs
  return { task, inputs: pairs.map(({ input }) => input), originals: pairs.map(({ target }) => target) }
}

/** Two files that show the same picture. */
export interface SharedPicture {
  readonly trained: string
  readonly measured: string
}

/** The pictures that a training and an evaluation share. */
export interface SharedPictures {
  /** Measured pictures that the training uses for the same task. */
  readonly sameTask: readonly SharedPicture[]
  /** Originals of measured pictures that the training uses for another task, or with another degradation. */
  readonly originals: readonly SharedPicture[]
}

export interface FindSharedPicturesOptions extends ReadHeadsOptions {
  /** Headers that were read before, for example by `TrainingData.check`; only those of other files are read. */
  readonly heads?: Heads
}

/**
 * Finds pictures that are both trained on and measured, by content: 8-bit RGB samples, regardless of file names and
 * formats. Decodes a picture only if one on the other side has the same size. Skips unreadable files, which the checks of
 * the data report.
 *
 * @throws the signal's reason if it is aborted
 */
export async function findSharedPictures(
  training: readonly TaskFiles[],
  measured: readonly TaskFiles[],
  options: FindSharedPicturesOptions = {},
): Promise<SharedPictures> {
  const contents = await contentsOf(filesIn(training), filesIn(measured), options)
  const index = (files: readonly TaskFiles[], side: 'inputs' | 'originals') =>
    new Map(
      files.flatMap(each =>
        each[side].flatMap(path => {
          const content = contents.get(path)
          return content === undefined ? [] : [[`${side === 'inputs' ? each.task : ''} ${content}`, path] as const]
        }),
      ),
    )
  const inputs = index(training, 'inputs')
  const originals = index(training, 'originals')
  const sameTask: SharedPicture[] = []
  const others: SharedPicture[] = []
  for (const each of measured) {
    each.inputs.forEach((path, position) => {
      const trained = inputs.get(`${each.task} ${contents.get(path)}`)
      const original = originals.get(` ${contents.get(each.originals[position])}`)
      if (trained !== undefined) sameTask.push({ trained, measured: path })
      else if (original !== undefined) others.push({ trained: original, measured: each.originals[position] })
    })
  }
  return { sameTask: distinct(sameTask), originals: distinct(others) }
}

/**
 * @param what the evaluation's name in messages, such as "the validation"
 * @throws UsageError if pictures are measured that the training uses for the same task
 */
export function requireUnshared({ sameTask }: SharedPictures, what: string): void {
  if (sameTask.length === 0) return
  const [{ trained, measured }] = sameTask
  const same = trained === measured ? measured : `${measured}, which shows the same as ${trained}`
  throw new UsageError(
    `${what} measures ${sameTask.length} of the pictures that are trained on, the first is ${same}`,
    { hint: 'Measure on other pictures: scores on training pictures say little about new ones.' },
  )
}

function filesIn(all: readonly TaskFiles[]): Set<string> {
  return new Set(all.flatMap(({ inputs, originals }) => [...inputs, ...originals]))
}

/** The number of pictures to decode at once. */
const decodedAtOnce = 4

/** The digests of files whose size occurs on both sides. */
async function contentsOf(
  training: ReadonlySet<string>,
  measured: ReadonlySet<string>,
  { heads: known = new Map(), signal, onProgress }: FindSharedPicturesOptions,
): Promise<Map<string, string>> {
  const files = new Set([...training, ...measured])
  const others = [...files].filter(path => !known.has(path))
  const heads = new Map([...known, ...(await readHeads(others, { signal }))])
  const sizeOf = (path: string) => {
    const head = heads.get(path)
    return head === undefined || head instanceof DataError ? undefined : `${head.width}×${head.height}`
  }
  const sizes = [training, measured].map(files => new Set([...files].map(sizeOf)))
  const candidates = [...files].filter(path => {
    const size = sizeOf(path)
    return size !== undefined && sizes.every(side => side.has(size))
  })
  let done = 0
  const digests = await mapLimited(candidates, decodedAtOnce, async (path): Promise<[string, string][]> => {
    signal?.throwIfAborted()
    const digest = await contentDigest(path)
    onProgress?.(++done, candidates.length)
    return digest === undefined ? [] : [[path, digest]]
  })
  return new Map(digests.flat())
}

async function contentDigest(path: string): Promise<string | undefined> {
  try {
    const { width, height, data } = await readPicture(path)
    return createHash('sha256').update(`${width}×${height}`).update(data).digest('hex')
  } catch (error) {
    if (error instanceof DataError) return undefined
    throw error
  }
}

function distinct(pictures: readonly SharedPicture[]): SharedPicture[] {
  return [...new Map(pictures.map(picture => [picture.measured, picture])).values()]
}
