import { requireWhole, UsageError } from '@dfpir/core'

/** The shape of a DGUNet; the defaults are those of the published deraining network. */
export interface DgunetConfig {
  /**
   * Channels at full size (`n_feat` in the published code), even.
   *
   * @default 40
   */
  readonly width: number
  /**
   * Channels that each lower level of the encoder-decoders adds (`scale_unetfeats`), even.
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
   * Factor by which the channel attentions' hidden layers are narrower than the features.
   *
   * @default 4
   */
  readonly reduction: number
  /**
   * Number of times that the shared stage is applied, at most 64.
   *
   * @default 5
   */
  readonly depth: number
}

const published: DgunetConfig = { width: 40, widthStep: 20, lastWidthStep: 16, reduction: 4, depth: 5 }

/** Checks a configuration and fills in the published network's values. @throws UsageError for an invalid value. */
export function dgunetConfig(config: Partial<DgunetConfig> = {}): DgunetConfig {
  const { width, widthStep, lastWidthStep, reduction, depth } = { ...published, ...config }
  requireWhole('width', width, 2)
  requireWhole('widthStep', widthStep, 0)
  requireWhole('lastWidthStep', lastWidthStep, 0)
  requireWhole('reduction', reduction, 1)
  requireWhole('depth', depth, 1)
  if (width % 2 !== 0) throw new UsageError(`width must be even, got ${width}`)
  if (widthStep % 2 !== 0) throw new UsageError(`widthStep must be even, got ${widthStep}`)
  if (depth > 64) throw new UsageError(`depth must be at most 64, got ${depth}`)
  return { width, widthStep, lastWidthStep, reduction, depth }
}
