import { Random, UsageError } from '@dfpir/core'
import { cutPatch, drawPlace, openCleanFolder } from '@dfpir/datasets'
import type { RgbPicture } from '@dfpir/images'
import { type Prompt, vocabulary } from '@dfpir/prompts'
import { commonDamage, type DamagePrompt, promptForDamage } from './damage.js'
import { degradedPictures } from './degraded-pictures.js'
import { promptOf, type ReadModel } from './read-models.js'

/** A patch of a degraded picture. */
export interface GroupedPatch {
  /** The name of the prompt for what happened to it. */
  readonly group: string
  readonly patch: RgbPicture
}

/** Degraded pictures of one kind. */
export interface PatchGroup {
  readonly group: string
  /** What happened to them; nothing where it is not known and networks are not told it. */
  readonly damage?: DamagePrompt
  readonly names: readonly string[]
  picture(index: number): Promise<RgbPicture>
}

export interface GroupOptions {
  /** A folder of clean photographs, which are degraded. */
  data?: string
  /** In its place, folders of degraded photographs: `derain=rainy/`. */
  degraded: readonly string[]
  /** The prompt that models are given for all groups; else each group's own. */
  prompt?: string
  seed: number
}

/**
 * The groups that the options speak of: folders of degraded pictures, or clean ones degraded as each prompt that all
 * models have undoes; where all pictures get the same prompt, as each of the vocabulary does.
 *
 * @throws UsageError for no folders or both kinds of them, for fewer than two groups and for a folder that is missing
 */
export async function openGroups(options: GroupOptions, models: readonly ReadModel[]): Promise<PatchGroup[]> {
  const { data, degraded, prompt, seed } = options
  if ((data === undefined) === (degraded.length === 0)) {
    throw new UsageError('figure tsne takes clean photographs (--data) or degraded ones (--degraded): name one of them')
  }
  const damages = prompt === undefined ? commonDamage(models) : vocabulary
  const groups =
    data === undefined
      ? degraded.map(given => folderGroup(given, prompt === undefined ? models[0] : undefined))
      : damages.map(damage => degradedGroup(data, damage, seed))
  if (groups.length >= 2) return Promise.all(groups)
  throw new UsageError('there is nothing to tell apart: two kinds of degraded pictures or more are needed', {
    hint: 'Models of one prompt alone need --prompt, which tells them the same of everything.',
  })
}

/**
 * What a model is told of each group.
 *
 * @throws UsageError when it has no such prompt
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

/** @param model that knows the group's name as one of its prompts; nothing where no network is told it */
async function folderGroup(given: string, model: ReadModel | undefined): Promise<PatchGroup> {
  const [, group, folder] = /^([^=]+)=(.+)$/.exec(given) ?? []
  if (folder === undefined) {
    throw new UsageError(`--degraded takes a prompt and a folder, such as derain=rainy/, not ${given}`)
  }
  const { names, picture } = await openCleanFolder(folder)
  return { group, ...(model && { damage: promptOf(model, group) }), names, picture }
}

export interface CutOptions {
  /** How many pictures of each group. */
  pictures: number
  /** How many patches of each picture. */
  patches: number
  /** Height and width of a patch, in pixels. */
  patch: number
  seed: number
  onPatch(): void
}

/** Patches of the groups' pictures, of a picture that is in several groups at the same places. */
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
