import type { KeyMap } from '@dfpir/checkpoints'
import { Convolution, makePart, type NetworkPart, TransposedConvolution } from '@dfpir/layers'
import { ChannelAttentionBlock } from '../mprnet/channel-attention-block.js'
import { slopeNames } from '../mprnet/parts.js'
import { SharedSlope } from '../mprnet/shared-slope.js'
import { BiasedConvolution } from '../nafnet/biased-convolution.js'
import { keyMapOf, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { DgunetConfig } from './config.js'
import { Degradation, GradientStep } from './degradation.js'
import { ResidualBlock } from './residual-block.js'
import { StridedConvolution } from './strided-convolution.js'
import { SubspaceMerge } from './subspace-merge.js'

/** What makes a step against the gradient of ‖Φx − y‖². */
export interface StepParts {
  readonly forward: NetworkPart
  readonly transposed: NetworkPart
  readonly step: NetworkPart
}

/** The stage that restores a picture: of the first stage, and of the shared one. */
export interface StageParts {
  readonly step: StepParts
  /** A convolution and a block that takes the slope. */
  readonly shallow: readonly NetworkPart[]
  /** Per level, from full size down. The last one is not halved. */
  readonly encoder: readonly NetworkPart[]
  readonly downs: readonly NetworkPart[]
  /** Per level, from the smallest size up: the widening of what comes from below, of the skip, and the block on both. */
  readonly decoder: readonly { readonly up: NetworkPart; readonly skip: NetworkPart; readonly block: NetworkPart }[]
  readonly image: NetworkPart
  readonly features: NetworkPart
}

/** DGUNet's layers, not yet connected. */
export interface DgunetParts {
  /** The slopes of the PReLUs: in all degradations, in the first and the last stage, and in the shared one. */
  readonly slopes: { readonly degradation: NetworkPart; readonly ends: NetworkPart; readonly shared: NetworkPart }
  readonly first: StageParts
  readonly shared: StageParts
  /** Merges the shared stage's first features with those of the stage before. */
  readonly merge: NetworkPart
  readonly last: Pick<StageParts, 'step' | 'shallow'>
  readonly lastMerge: NetworkPart
  readonly tail: NetworkPart
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function dgunetParts({ width, widthStep, lastWidthStep, reduction }: DgunetConfig, seed = 0): DgunetParts {
  const widths = [0, 1, 2, 3].map(level => width + level * widthStep)
  const lastWidth = width + lastWidthStep
  const convolution = (name: string, channels: number, filters: number, size: number) =>
    makePart(new Convolution({ name, seed, filters, size }), channels)
  const slope = (name: string, torch: string) => makePart(new SharedSlope({ name, seed }), 3, `${torch}.body.1`)
  const step = (prefix: string, index: number): StepParts => ({
    forward: makePart(new Degradation({ name: `${prefix}phi_${index}`, seed }), 3),
    transposed: makePart(new Degradation({ name: `${prefix}phit_${index}`, seed }), 3),
    step: makePart(new GradientStep({ name: `${prefix}r${index}`, seed }), 3),
  })
  const shallow = (name: string) => [
    convolution(`${name}.0`, 3, width, 3),
    makePart(new ChannelAttentionBlock({ name: `${name}.1`, seed, reduction }), width),
  ]
  const stage = (prefix: string, number: number, modulated: boolean) => {
    const [encoder, decoder] = ['encoder', 'decoder'].map(kind => `${prefix}stage${number}_${kind}`)
    const supervision = `${prefix}sam${number}${number + 1}`
    return {
      encoder: widths.map((channels, level) => {
        const settings = { filters: widths[Math.min(level + 1, 3)], norm: true, modulated: modulated && level < 3 }
        return makePart(new ResidualBlock({ name: `${encoder}.body.${level}`, seed, ...settings }), channels)
      }),
      downs: [0, 1, 2].map(level =>
        makePart(new StridedConvolution({ name: `${encoder}.body.${level}.downsample`, seed }), widths[level + 1]),
      ),
      decoder: [2, 1, 0].map((level, index) => {
        const [filters, below] = [widths[level], widths[level + 1]]
        const body = `${decoder}.body.${index}`
        return {
          up: makePart(new TransposedConvolution({ name: `${body}.up`, seed, filters, size: 2 }), below),
          skip: makePart(new BiasedConvolution({ name: `${decoder}.skip_conv.${index}`, seed, filters }), below),
          block: makePart(new ResidualBlock({ name: `${body}.conv_block`, seed, filters }), 2 * filters),
        }
      }),
      image: convolution(`${supervision}.conv2`, width, 3, 1),
      features: convolution(`${supervision}.conv1`, width, width, 1),
    }
  }
  return {
    slopes: {
      degradation: slope('degradation_slope', 'basic.phi_1'),
      ends: slope('slope', 'shallow_feat1.1'),
      shared: slope('basic.slope', 'basic.shallow_feat2.1'),
    },
    first: { step: step('', 0), shallow: shallow('shallow_feat1'), ...stage('', 1, false) },
    shared: { step: step('basic.', 1), shallow: shallow('basic.shallow_feat2'), ...stage('basic.', 2, true) },
    merge: makePart(new SubspaceMerge({ name: 'basic.merge12', seed }), width),
    last: { step: step('', 6), shallow: shallow('shallow_feat7') },
    lastMerge: convolution('concat67', 2 * width, lastWidth, 3),
    tail: convolution('tail', lastWidth, 3, 3),
  }
}

/** All parts. */
function listDgunetParts({ slopes, first, shared, merge, last, lastMerge, tail }: DgunetParts): NetworkPart[] {
  const steps = ({ forward, transposed, step }: StepParts) => [forward, transposed, step]
  const stage = ({ step, shallow, encoder, downs, decoder, image, features }: StageParts) => [
    ...[...steps(step), ...shallow, ...encoder, ...downs],
    ...decoder.flatMap(({ up, skip, block }) => [up, skip, block]),
    ...[image, features],
  ]
  const ends = [...steps(last.step), ...last.shallow, lastMerge, tail]
  return [...Object.values(slopes), ...stage(first), merge, ...stage(shared), ...ends]
}

/** Lists the weights without allocating them. */
export function dgunetSpecs(config: DgunetConfig): NamedSpec[] {
  return partSpecs(listDgunetParts(dgunetParts(config)))
}

/** Maps the layers' weights (`sam12.conv1/kernel`) to the published PyTorch names (`sam12.conv1.weight`). */
export function dgunetKeyMap(config: DgunetConfig): KeyMap {
  return keyMapOf(dgunetSpecs(config))
}

/** Returns the further names of the slopes, with those in {@link dgunetSpecs}. */
export function dgunetSharedNames(config: DgunetConfig): Map<string, string> {
  const { slopes, first, shared, last } = dgunetParts(config)
  const degradations = [first, shared, last].flatMap(({ step: { forward, transposed } }) => [forward, transposed])
  return new Map([
    ...slopeNames(slopes.degradation, degradations),
    ...slopeNames(slopes.ends, [first.shallow[1], last.shallow[1]]),
  ])
}

/** A weight of the published network that nothing reads. */
export const unusedByDgunet = ['basic.concat12.weight']
