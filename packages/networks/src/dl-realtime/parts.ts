import { makePart, type NetworkPart, TransposedConvolution } from '@dfpir/layers'
import { FeatureNormalisation } from '../dl/feature-normalisation.js'
import { dilations } from '../dl/parts.js'
import { layerSpecs, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { DlRealtimeConfig } from './config.js'
import { InvertedBlock } from './inverted-block.js'
import { PredictedNormalisation } from './predicted-normalisation.js'
import { WindowConvolution } from './window-convolution.js'

/** The layers of the fast network, not yet connected. */
export interface DlRealtimeParts {
  /** From the input through half size back to full size. */
  readonly body: readonly NetworkPart[]
  readonly predicted: PredictedNormalisation
  /** To the residual. */
  readonly last: NetworkPart
}

/** Makes the layers. No weights are allocated. */
export function dlRealtimeParts({ width, hidden, tail, predictor }: DlRealtimeConfig, seed = 0): DlRealtimeParts {
  const convolution = (number: number, channels: number, filters: number, stride = 1) =>
    makePart(new WindowConvolution({ name: `conv${number}`, filters, stride, seed }), channels)
  const norm = (number: number) => makePart(new FeatureNormalisation({ name: `norm_${number}`, seed }), width)
  const blocks = dilations.map((dilation, index) => {
    const first = 4 + 3 * index
    return makePart(new InvertedBlock({ name: `block${index}`, hidden, dilation, first, seed }), width, '')
  })
  return {
    body: [
      ...[convolution(1, 4, width), norm(1), convolution(2, width, width), norm(2)],
      ...[convolution(3, width, width, 2), norm(3), ...blocks],
      ...[makePart(new TransposedConvolution({ name: 'conv25', filters: width, bias: false, seed }), width), norm(25)],
      convolution(26, width, tail),
    ],
    predicted: new PredictedNormalisation({ name: 'predicted', hidden: predictor, seed }),
    last: makePart(new WindowConvolution({ name: 'conv27', filters: 3, bias: true, seed }), tail),
  }
}

/** Lists the weights without allocating them. */
export function dlRealtimeSpecs(config: DlRealtimeConfig): NamedSpec[] {
  const { body, predicted, last } = dlRealtimeParts(config)
  const inputShapes = [
    [null, null, null, config.tail],
    [null, config.promptSize],
  ]
  const specs = [...partSpecs([...body, last]), ...layerSpecs({ layer: predicted, inputShapes, torch: '' })]
  return specs.map(({ torch, ...spec }) => ({ ...spec, torch: publishedName(torch) }))
}

/** Weights of convolutions are `conv4_weight`, those of other layers `norm_4.weight`. */
function publishedName(name: string): string {
  return name.replace(/^\./, '').replace(/^(conv\d+)\./, '$1_')
}

/** Unused weights of the published network. */
export const unusedByDlRealtime: readonly string[] = ['norm_26.weight', 'norm_26.bias']
