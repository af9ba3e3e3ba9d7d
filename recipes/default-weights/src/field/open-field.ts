import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Task, UsageError } from '@dfpir/core'
import { listImages, requireFolder } from '@dfpir/datasets'
import { type NamedSet, pairSet } from '@dfpir/evaluation'

/** A part of the field: a folder, and the task that repairs its pictures. */
interface FieldPart {
  /** Its path below the field's folder. */
  readonly path: string
  readonly title: string
  readonly task: Task
}

/** Pairs lie in `input` and `target`. */
const pairParts: readonly FieldPart[] = [
  { path: 'rain100l', title: 'Rain100L', task: 'derain' },
  { path: 'sots-indoor', title: 'SOTS indoor', task: 'dehaze' },
  { path: 'polyu', title: 'PolyU', task: 'denoise' },
  { path: 'lol', title: 'LOL', task: 'lowlight' },
]

/** Photographs have no clean counterpart. */
const photographParts: readonly FieldPart[] = [
  { path: 'photographs/rain', title: 'rain', task: 'derain' },
  { path: 'photographs/haze', title: 'haze', task: 'dehaze' },
  { path: 'photographs/dark', title: 'dark', task: 'lowlight' },
  { path: 'photographs/blur', title: 'blur', task: 'deblur' },
  { path: 'photographs/noise', title: 'noise', task: 'denoise' },
]

/** The names that {@link OpenFieldOptions.sets} accepts. */
export const fieldNames: readonly string[] = [...pairParts, ...photographParts].map(nameOf)

/** Photographs without clean counterparts. */
export interface PhotographFolder {
  readonly title: string
  /** The task that repairs them; not set if they are clean. */
  readonly task?: Task
  readonly folder: string
  /** Paths below the folder. */
  readonly names: readonly string[]
}

/** Degraded pictures that this project did not make. */
export interface Field {
  /** Sets of pairs. A missing set has only its title. */
  readonly pairs: readonly NamedSet[]
  readonly photographs: readonly PhotographFolder[]
}

export interface OpenFieldOptions {
  /** Parts to open, by folder name. @default all that exist */
  readonly sets?: readonly string[]
  /** Maximum number of pictures of each part. @default all */
  readonly limit?: number
}

/**
 * Opens a folder of sets of pairs (`rain100l`, `sots-indoor`, `polyu` and `lol`, each with `input` and `target`) and of
 * photographs without clean counterparts (`photographs/{rain,haze,dark,blur,noise}`). Nothing is decoded yet.
 *
 * @throws UsageError if the folder, a named part, or one of a set's two folders does not exist; for an unknown name; if
 * there is no part at all.
 * @throws DataError if a part contains no image, or no input has a target.
 */
export async function openField(root: string, { sets = [], limit }: OpenFieldOptions = {}): Promise<Field> {
  await requireFolder(root)
  for (const name of sets) checkName(root, name)
  const chosen = (part: FieldPart) => sets.length === 0 || sets.includes(nameOf(part))
  const field: Field = {
    pairs: await Promise.all(pairParts.filter(chosen).map(part => openPart(root, part, limit))),
    photographs: await Promise.all(
      photographParts
        .filter(part => chosen(part) && isThere(root, part))
        .map(({ path, title, task }) => openPhotographs(join(root, path), { title, task, limit })),
    ),
  }
  if (field.pairs.some(({ set }) => set) || field.photographs.length > 0) return field
  throw new UsageError(`${root} has none of the folders ${[...pairParts, ...photographParts].map(pathOf).join(', ')}`, {
    hint: 'Name the folder that contains them.',
  })
}

/**
 * Opens a folder of photographs of one kind.
 *
 * @throws UsageError if it does not exist, DataError if it contains no image.
 */
export async function openPhotographs(
  folder: string,
  { title, task, limit }: { title: string; task?: Task; limit?: number },
): Promise<PhotographFolder> {
  return { title, task, folder, names: (await listImages(folder)).slice(0, limit) }
}

async function openPart(root: string, part: FieldPart, limit?: number): Promise<NamedSet> {
  const { path, title, task } = part
  if (!isThere(root, part)) return { title }
  const set = await pairSet(join(root, path, 'input'), join(root, path, 'target'), { task })
  return { title, set: { ...set, names: set.names.slice(0, limit) } }
}

function checkName(root: string, name: string): void {
  const part = [...pairParts, ...photographParts].find(each => nameOf(each) === name)
  if (!part) {
    throw new UsageError(`there is no set ${name}`, { hint: `The sets are ${fieldNames.join(', ')}.` })
  }
  if (!isThere(root, part)) throw new UsageError(`there is no folder ${join(root, part.path)}`)
}

function isThere(root: string, { path }: FieldPart): boolean {
  return existsSync(join(root, path))
}

function nameOf({ path }: FieldPart): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function pathOf({ path }: FieldPart): string {
  return path
}
