import type { FeatureStage } from '@dfpir/inference'

/** What figures call the stages of a block. */
export const stageTitles: Readonly<Record<FeatureStage, string>> = {
  before: 'before the DGPB',
  dgcpm: 'after the DGCPM',
  caapm: 'after the CAAPM',
  after: 'after the DGPB',
}
