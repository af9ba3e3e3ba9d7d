import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { listImages } from '@dfpir/datasets'
import { settings } from './settings.js'

/** Folders with the training pictures of a detector. Samples omit kinds whose folder is missing. */
export interface TrainingFolders {
  /** Folders of clean photographs. */
  readonly photographs: readonly string[]
  /** A folder of rendered rain layers. */
  readonly streaks?: string
  /** A folder with `images/` and their `depths/`. */
  readonly rooms?: string
  /** A folder with photographs taken with too little light in `input/`, and with enough in `target/`. */
  readonly dark?: string
}

/** A pair of files. */
export type Pair = readonly [first: string, second: string]

/** The files of {@link TrainingFolders}. */
export interface TrainingFiles {
  readonly photographs: readonly string[]
  readonly streaks: readonly string[]
  /** Pairs of image and depth. */
  readonly rooms: readonly Pair[]
  /** Pairs of dark and light photographs. */
  readonly dark: readonly Pair[]
}

/**
 * Lists the files for training and the held-out files.
 *
 * @throws UsageError if no folder of photographs is given, or a folder does not exist.
 */
export async function listTrainingFiles(
  folders: TrainingFolders,
): Promise<{ training: TrainingFiles; heldOut: TrainingFiles }> {
  const { streaks, rooms, dark } = folders
  if (folders.photographs.length === 0) throw new UsageError('expected a folder of photographs to train on')
  const photographs = (await Promise.all(folders.photographs.map(paths))).flat()
  const files = {
    photographs,
    streaks: streaks === undefined ? [] : await paths(streaks),
    rooms: rooms === undefined ? [] : await pairs(join(rooms, 'images'), join(rooms, 'depths')),
    dark: dark === undefined ? [] : await pairs(join(dark, 'input'), join(dark, 'target')),
  }
  return { training: part(files, false), heldOut: part(files, true) }
}

function part(files: TrainingFiles, heldOut: boolean): TrainingFiles {
  const of = <T>(list: readonly T[]) => list.filter((_, i) => (i % settings.heldOutEvery === 0) === heldOut)
  const { photographs, streaks, rooms, dark } = files
  return { photographs: of(photographs), streaks: of(streaks), rooms: of(rooms), dark: of(dark) }
}

async function paths(folder: string): Promise<string[]> {
  return (await listImages(folder)).map(name => join(folder, name))
}

async function pairs(firstFolder: string, secondFolder: string): Promise<Pair[]> {
  const stem = (name: string) => name.replace(/\.[^./]*$/, '')
  const seconds = new Map((await listImages(secondFolder)).map(name => [stem(name), join(secondFolder, name)]))
  return (await listImages(firstFolder)).flatMap(name => {
    const second = seconds.get(stem(name))
    return second === undefined ? [] : [[join(firstFolder, name), second] as const]
  })
}
