import type { FeatureStage } from '@dfpir/inference'
import type { BlockName } from '@dfpir/model'

/** Returns the display name of a block, such as `level 1`. */
export function blockTitle(block: BlockName): string {
  return block.replace(/\d/, ' $&')
}

/** Titles of a block's stages in figures. */
export const stageTitles: Readonly<Record<FeatureStage, string>> = {
  before: 'before the DGPB',
  dgcpm: 'after the DGCPM',
  caapm: 'after the CAAPM',
  after: 'after the DGPB',
}
