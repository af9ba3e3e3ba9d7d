import { layerSpecs, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { DlConfig } from './config.js'
import type { ConvolutionWindow } from './convolve-window.js'
import { FeatureNormalisation } from './feature-normalisation.js'
import { PredictedConvolution } from './predicted-convolution.js'

/** A convolution and the instance norm that follows it. */
export interface DlStep {
  readonly convolution: PredictedConvolution
  readonly inputs: number
  readonly norm: FeatureNormalisation
}

/** The layers of decoupled learning, not yet connected. */
export interface DlParts {
  /** From the input to half size. */
  readonly encoder: readonly DlStep[]
  /** Pairs of convolutions to which their input is added. */
  readonly residuals: readonly (readonly DlStep[])[]
  /** Back to full size. */
  readonly decoder: readonly DlStep[]
  /** To the colours. */
  readonly last: PredictedConvolution
}

/** Dilations of the residual pairs. */
export const dilations = [2, 4, 4, 8, 8, 16, 1]

/** Makes the layers, named as in the published network. No weights are allocated. */
export function dlParts({ width }: Pick<DlConfig, 'width'>, seed = 0): DlParts {
  const step = (number: number, window: ConvolutionWindow = {}, relu = true): DlStep => ({
    convolution: new PredictedConvolution({ name: `fc${number}`, filters: width, seed, ...window }),
    inputs: number === 1 ? 4 : width,
    norm: new FeatureNormalisation({ name: `norm_${number}`, relu, seed }),
  })
  return {
    encoder: [step(1), step(2), step(3, { stride: 2 })],
    residuals: dilations.map((dilation, pair) => [
      step(4 + 2 * pair, { dilation }),
      step(5 + 2 * pair, { dilation }, false),
    ]),
    decoder: [step(18, { transposed: true }), step(19)],
    last: new PredictedConvolution({ name: 'fc20', filters: 3, seed }),
  }
}

/** Lists the weights without allocating them. */
export function dlSpecs(config: DlConfig): NamedSpec[] {
  const { encoder, residuals, decoder, last } = dlParts(config)
  const predicted = (layer: PredictedConvolution, channels: number) =>
    layerSpecs({
      layer,
      inputShapes: [
        [null, null, null, channels],
        [null, config.promptSize],
      ],
    })
  const steps = [...encoder, ...residuals.flat(), ...decoder].flatMap(({ convolution, inputs, norm }) => [
    ...predicted(convolution, inputs),
    ...partSpecs([{ layer: norm, channels: config.width, torch: norm.name }]),
  ])
  return [...steps, ...predicted(last, config.width)]
}
