import type { Task } from '@dfpir/core'
import type { PartnerNames } from '../match-partners.js'

interface LayoutDescription {
  /** Its name in training files and commands, such as `rain100l`. */
  readonly name: string
  /** The data set in a few words. */
  readonly title: string
  /** Its folders and files for display, one per line. */
  readonly tree: string
}

/** The layout of clean photographs on disk: all pictures in a folder and its subfolders. */
export interface CleanLayout extends LayoutDescription {
  readonly kind: 'clean'
  /** The number of pictures, for a particular data set. */
  readonly count?: number
}

/** Two folders side by side: degraded pictures in one, their clean partners in the other. */
export interface Sides {
  readonly input: string
  readonly target: string
  /**
   * Maps the relative path of a degraded picture, without extension, to the possible relative paths of its partner.
   *
   * @default the same path
   */
  readonly partnerNames?: PartnerNames
}

/** The splits of a data set. */
export type Split = 'train' | 'test'

/** The layout of degraded photographs and their clean partners on disk. */
export interface PairLayout extends LayoutDescription {
  readonly kind: 'pairs'
  /** The task of the inputs, if known. */
  readonly task?: Task
  /** The possible names of the two folders. The first pair of existing folders is used. */
  readonly sides: readonly Sides[]
  /** The folders of the splits, above those of the sides. */
  readonly splits?: Readonly<Record<Split, string>>
  /** Whether each scene may have a separate folder above those of the sides. */
  readonly scenes?: boolean
  /** Whether clean pictures may lack a degraded partner. */
  readonly spareTargets?: boolean
}

export type Layout = CleanLayout | PairLayout
