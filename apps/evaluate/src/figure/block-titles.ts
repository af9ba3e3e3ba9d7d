import type { FeatureStage } from '@dfpir/inference'
import type { BlockName } from '@dfpir/model'

/** A block's name for people: `level 1`. */
export function blockTitle(block: BlockName): string {
  return block.replace(/\d/, ' $&')
}

/** What figures call the stages of a block. */
export const stageTitles: Readonly<Record<FeatureStage, string>> = {
  before: 'before the DGPB',
  dgcpm: 'after the DGCPM',
  caapm: 'after the CAAPM',
  after: 'after the DGPB',
}
