import { Random, UsageError } from '@dfpir/core'
import { cutPatch, drawPlace, openCleanFolder } from '@dfpir/datasets'
import type { RgbPicture } from '@dfpir/images'
import { type Prompt, vocabulary } from '@dfpir/prompts'
import { commonDamage, type DamagePrompt, promptForDamage } from './damage.js'
import { degradedPictures } from './degraded-pictures.js'
import { promptOf, type ReadModel } from './read-models.js'

/** A patch of a degraded picture. */
export interface GroupedPatch {
  /** Name of the prompt for its damage. */
  readonly group: string
  readonly patch: RgbPicture
}

/** Pictures with the same damage. */
export interface PatchGroup {
  readonly group: string
  /** Their damage; not set if it is unknown and not passed to networks. */
  readonly damage?: DamagePrompt
  readonly names: readonly string[]
  picture(index: number): Promise<RgbPicture>
}

export interface GroupOptions {
  /** A folder of clean photographs to degrade. */
  data?: string
  /** Folders of degraded photographs instead, such as `derain=rainy/`. */
  degraded: readonly string[]
  /** The prompt for all groups. @default each group's own */
  prompt?: string
  seed: number
}

/**
 * Opens the groups: folders of degraded pictures, or clean pictures with the damage of each prompt that all models have.
 * If all pictures get the same prompt, the damages are those of the whole vocabulary.
 *
 * @throws UsageError for no folders or both kinds, for fewer than two groups, and for a missing folder
 */
export async function openGroups(options: GroupOptions, models: readonly ReadModel[]): Promise<PatchGroup[]> {
  const { data, degraded, prompt, seed } = options
  if ((data === undefined) === (degraded.length === 0)) {
    throw new UsageError('figure tsne needs either clean photographs (--data) or degraded ones (--degraded)')
  }
  const damages = prompt === undefined ? commonDamage(models) : vocabulary
  const groups =
    data === undefined
      ? degraded.map(given => folderGroup(given, prompt === undefined ? models[0] : undefined))
      : damages.map(damage => degradedGroup(data, damage, seed))
  if (groups.length >= 2) return Promise.all(groups)
  throw new UsageError('expected at least two kinds of degraded pictures', {
    hint: 'For models with only one prompt, use --prompt, which applies it to all pictures.',
  })
}

/**
 * Selects a model's prompt for each group.
 *
 * @throws UsageError if it has no such prompt
 */
export function promptsOfGroups(
  model: ReadModel,
  groups: readonly PatchGroup[],
  prompt: string | undefined,
): ReadonlyMap<string, Prompt> {
  const told = ({ damage }: PatchGroup) =>
    prompt === undefined ? promptForDamage(model, damage!) : promptOf(model, prompt)
  return new Map(groups.map(each => [each.group, told(each)]))
}

async function degradedGroup(folder: string, damage: DamagePrompt, seed: number): Promise<PatchGroup> {
  const { names, read } = await degradedPictures(folder, damage, seed)
  return { group: damage.name, damage, names, picture: async index => (await read(index)).input }
}

/** @param model a model whose prompts include the group's name; undefined if no network gets that prompt */
async function folderGroup(given: string, model: ReadModel | undefined): Promise<PatchGroup> {
  const [, group, folder] = /^([^=]+)=(.+)$/.exec(given) ?? []
  if (folder === undefined) {
    throw new UsageError(`--degraded must be a prompt and a folder, such as derain=rainy/, got ${given}`)
  }
  const { names, picture } = await openCleanFolder(folder)
  return { group, ...(model && { damage: promptOf(model, group) }), names, picture }
}

export interface CutOptions {
  /** Number of pictures of each group. */
  pictures: number
  /** Number of patches of each picture. */
  patches: number
  /** Height and width of a patch, in pixels. */
  patch: number
  seed: number
  onPatch(): void
}

/** Cuts patches from the pictures. A picture in several groups gets the same positions in each. */
export async function cutPatches(groups: readonly PatchGroup[], options: CutOptions): Promise<GroupedPatch[]> {
  const patches: GroupedPatch[] = []
  for (const { group, names, picture } of groups) {
    for (const [index, name] of names.slice(0, options.pictures).entries()) {
      const whole = await picture(index)
      checkRoom(whole, options.patch, name)
      for (let each = 0; each < options.patches; each++) {
        const place = drawPlace(whole, options.patch, Random.derive(options.seed, 'patch', name, each))
        patches.push({ group, patch: cutPatch(whole, { ...place, transform: 0 }) })
        options.onPatch()
      }
    }
  }
  return patches
}

function checkRoom({ width, height }: RgbPicture, side: number, name: string): void {
  if (Math.min(width, height) >= side) return
  throw new UsageError(`${name} is ${width}×${height} pixels, too small for patches of ${side}×${side}`, {
    hint: 'Choose a smaller --patch.',
  })
}
