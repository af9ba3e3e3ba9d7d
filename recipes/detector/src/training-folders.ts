import { join } from 'node:path'
import { UsageError } from '@dfpir/core'
import { listImages } from '@dfpir/datasets'
import { settings } from './settings.js'

/** Where the pictures are that a detector learns from. What is missing is left out of the samples. */
export interface TrainingFolders {
  /** Clean photographs, of one or several folders. */
  readonly photographs: readonly string[]
  /** Rendered layers of rain. */
  readonly streaks?: string
  /** A folder with `images/` and their `depths/`. */
  readonly rooms?: string
  /** A folder with photographs taken with too little light, `input/`, and with enough, `target/`. */
  readonly dark?: string
}

/** Two files that belong together. */
export type Pair = readonly [first: string, second: string]

/** The files of {@link TrainingFolders}. */
export interface TrainingFiles {
  readonly photographs: readonly string[]
  readonly streaks: readonly string[]
  /** Images with their depths. */
  readonly rooms: readonly Pair[]
  /** Dark ones with light ones. */
  readonly dark: readonly Pair[]
}

/**
 * Lists the files, those that are learnt from and those that are held out.
 *
 * @throws UsageError when no folder of photographs is given, or one of the folders is missing.
 */
export async function listTrainingFiles(
  folders: TrainingFolders,
): Promise<{ training: TrainingFiles; heldOut: TrainingFiles }> {
  const { streaks, rooms, dark } = folders
  if (folders.photographs.length === 0) throw new UsageError('the detector learns from photographs: name their folder')
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
