import type { KeyMap } from '@dfpir/checkpoints'
import { type BatchStatistics, makePart, type NetworkPart } from '@dfpir/layers'
import { BiasedConvolution } from '../nafnet/biased-convolution.js'
import { keyMapOf, layerSpecs, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { AirNetConfig } from './config.js'
import { DegradationEncoder } from './degradation-encoder.js'
import { DegradationGuidedBlock } from './degradation-guided-block.js'

/** Several blocks and the convolution after them. */
export interface AirNetGroup {
  readonly blocks: readonly DegradationGuidedBlock[]
  readonly ending: NetworkPart
}

/** AirNet's layers, not yet connected. */
export interface AirNetParts {
  /** From the picture to the degradation map. */
  readonly encoder: NetworkPart
  /** From the picture to the first features. */
  readonly head: NetworkPart
  readonly groups: readonly AirNetGroup[]
  /** After the last group. */
  readonly ending: NetworkPart
  /** From the last features to the restored picture. */
  readonly tail: NetworkPart
}

export interface AirNetPartOptions {
  /** @default 0 */
  seed?: number
  /** @default 'running' */
  statistics?: BatchStatistics
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function airNetParts({ width, groups, blocks }: AirNetConfig, options: AirNetPartOptions = {}): AirNetParts {
  const { seed = 0, statistics = 'running' } = options
  const convolution = (name: string, channels = width, filters = width) =>
    makePart(new BiasedConvolution({ name, filters, seed }), channels)
  return {
    encoder: makePart(new DegradationEncoder({ name: encoderName, filters: width, statistics, seed }), 3),
    head: convolution('R.head.0', 3),
    groups: Array.from({ length: groups }, (_, group) => ({
      blocks: Array.from(
        { length: blocks },
        (_, block) => new DegradationGuidedBlock({ name: `R.body.${group}.body.${block}`, seed }),
      ),
      ending: convolution(`R.body.${group}.body.${blocks}`),
    })),
    ending: convolution(`R.body.${groups}`),
    tail: convolution('R.tail.0', width, 3),
  }
}

const encoderName = 'E.E.encoder_q.E_pre'

/** Lists the weights without allocating them. */
export function airNetSpecs(config: AirNetConfig): NamedSpec[] {
  const { encoder, head, groups, ending, tail } = airNetParts(config)
  const features = [null, null, null, config.width]
  return [
    ...partSpecs([encoder, head]),
    ...groups.flatMap(group => [
      ...group.blocks.flatMap(layer => layerSpecs({ layer, inputShapes: [features, features] })),
      ...partSpecs([group.ending]),
    ]),
    ...partSpecs([ending, tail]),
  ]
}

/** Maps the layers' weights (`R.head.0/kernel`) to the published PyTorch names (`R.head.0.weight`). */
export function airNetKeyMap(config: AirNetConfig): KeyMap {
  return keyMapOf(airNetSpecs(config))
}

/**
 * Published weights that restoration does not use: the rest of the contrastive encoder, its slowly updated copy with the
 * queue of its embeddings, and the counters of the batch norms.
 */
export const unusedByAirNet: readonly string[] = [
  ...countersOf(encoderName),
  ...[0, 1].flatMap(stage => blockNames(`E.E.encoder_q.E.${stage}`)),
  ...projectionNames('E.E.encoder_q'),
  ...['E_pre', 'E.0', 'E.1'].flatMap(stage => blockNames(`E.E.encoder_k.${stage}`)),
  ...projectionNames('E.E.encoder_k'),
  'E.E.queue',
  'E.E.queue_ptr',
]

function blockNames(block: string): string[] {
  const norms = ['backbone.1', 'backbone.4', 'shortcut.1'].flatMap(norm =>
    ['weight', 'bias', 'running_mean', 'running_var'].map(weight => `${block}.${norm}.${weight}`),
  )
  const convolutions = ['backbone.0', 'backbone.3', 'shortcut.0'].map(name => `${block}.${name}.weight`)
  return [...convolutions, ...norms, ...countersOf(block)]
}

function countersOf(block: string): string[] {
  return ['backbone.1', 'backbone.4', 'shortcut.1'].map(norm => `${block}.${norm}.num_batches_tracked`)
}

function projectionNames(encoder: string): string[] {
  return [0, 2].flatMap(layer => ['weight', 'bias'].map(weight => `${encoder}.mlp.${layer}.${weight}`))
}
