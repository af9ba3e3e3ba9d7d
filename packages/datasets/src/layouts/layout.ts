import type { Task } from '@dfpir/core'
import type { PartnerNames } from '../match-partners.js'

interface LayoutDescription {
  /** What training files and commands call it, such as `rain100l`. */
  readonly name: string
  /** The data set in a few words. */
  readonly title: string
  /** Its folders and files as people are shown them, a line each. */
  readonly tree: string
}

/** How a folder of clean photographs lies on the disk: all pictures in it and in the folders below. */
export interface CleanLayout extends LayoutDescription {
  readonly kind: 'clean'
  /** How many pictures the data set has, if it is a certain one. */
  readonly count?: number
}

/** Two folders side by side: degraded pictures in one, their clean partners in the other. */
export interface Sides {
  readonly input: string
  readonly target: string
  /**
   * Maps the path of a degraded picture below its folder, without extension, to the paths that its partner may have below
   * the other folder.
   *
   * @default the same path
   */
  readonly partnerNames?: PartnerNames
}

/** What a data set is divided for. */
export type Split = 'train' | 'test'

/** How degraded photographs and their clean partners lie on the disk. */
export interface PairLayout extends LayoutDescription {
  readonly kind: 'pairs'
  /** What happened to the inputs, where that is known. */
  readonly task?: Task
  /** The names that the two folders go by; the first whose folders are both there are taken. */
  readonly sides: readonly Sides[]
  /** The folders that divide the data set, above those of the sides. */
  readonly splits?: Readonly<Record<Split, string>>
  /** Each scene may have a folder of its own above those of the sides. */
  readonly scenes?: boolean
  /** Clean pictures without a degraded one are no fault. */
  readonly spareTargets?: boolean
}

export type Layout = CleanLayout | PairLayout
