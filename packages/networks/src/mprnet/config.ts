import { requireWhole } from '@dfpir/core'

/** The shape of an MPRNet; the defaults are those of the published deraining network. */
export interface MprnetConfig {
  /**
   * Channels at full size (`n_feat` in the published code).
   *
   * @default 40
   */
  readonly width: number
  /**
   * Channels that each lower level of the encoder-decoders adds (`scale_unetfeats`).
   *
   * @default 20
   */
  readonly widthStep: number
  /**
   * Channels that the last stage adds (`scale_orsnetfeats`).
   *
   * @default 16
   */
  readonly lastWidthStep: number
  /**
   * Channel attention blocks in each of the last stage's three groups (`num_cab`).
   *
   * @default 8
   */
  readonly blocks: number
  /**
   * Factor by which the channel attentions' hidden layers are narrower than the features.
   *
   * @default 4
   */
  readonly reduction: number
}

const published: MprnetConfig = { width: 40, widthStep: 20, lastWidthStep: 16, blocks: 8, reduction: 4 }

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function mprnetConfig(config: Partial<MprnetConfig> = {}): MprnetConfig {
  const { width, widthStep, lastWidthStep, blocks, reduction } = { ...published, ...config }
  requireWhole('width', width, 1)
  requireWhole('widthStep', widthStep, 0)
  requireWhole('lastWidthStep', lastWidthStep, 0)
  requireWhole('blocks', blocks, 0)
  requireWhole('reduction', reduction, 1)
  return { width, widthStep, lastWidthStep, blocks, reduction }
}
