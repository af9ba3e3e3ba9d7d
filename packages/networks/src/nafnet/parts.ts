import type { KeyMap } from '@dfpir/checkpoints'
import { makePart, makeStage, type NetworkPart, stemFacts, stemParts } from '@dfpir/layers'
import { keyMapOf, partSpecs } from '../shared/layer-specs.js'
import { BiasedConvolution } from './biased-convolution.js'
import type { NafnetConfig } from './config.js'
import { HalvingConvolution } from './halving-convolution.js'
import { NafBlock } from './naf-block.js'
import { ShuffleUpsample } from './shuffle-upsample.js'

/** NAFNet's layers, not yet connected. */
export interface NafnetParts {
  /** From the picture to the first features. */
  readonly intro: readonly NetworkPart[]
  /** Per level, from full size down: the blocks before each skip. */
  readonly encoders: readonly (readonly NetworkPart[])[]
  /** Index 0 leads away from full size. */
  readonly downs: readonly NetworkPart[]
  readonly middle: readonly NetworkPart[]
  /** Index 0 leads away from the smallest size, as in the published network. */
  readonly ups: readonly NetworkPart[]
  /** Per level, from the smallest size up. */
  readonly decoders: readonly (readonly NetworkPart[])[]
  /** From the last features to the residual. */
  readonly ending: readonly NetworkPart[]
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function nafnetParts({ width, encoder, middle, decoder, stem }: NafnetConfig, seed = 0): NafnetParts {
  const depth = encoder.length
  const { colours } = stemFacts(stem)
  const { before, after } = stemParts(stem)
  const widthOf = (level: number) => width * 2 ** level
  const stage = (name: string, count: number, channels: number) =>
    makeStage(name, count, block => makePart(new NafBlock({ name: block, seed }), channels))
  return {
    intro: [...before, makePart(new BiasedConvolution({ name: 'intro', filters: width, seed }), colours)],
    encoders: encoder.map((count, level) => stage(`encoders.${level}`, count, widthOf(level))),
    downs: encoder.map((_, level) =>
      makePart(new HalvingConvolution({ name: `downs.${level}`, seed }), widthOf(level)),
    ),
    middle: stage('middle_blks', middle, widthOf(depth)),
    ups: decoder.map((_, step) => makePart(new ShuffleUpsample({ name: `ups.${step}`, seed }), widthOf(depth - step))),
    decoders: decoder.map((count, step) => stage(`decoders.${step}`, count, widthOf(depth - step - 1))),
    ending: [makePart(new BiasedConvolution({ name: 'ending', filters: colours, seed }), width), ...after],
  }
}

/** All parts, in the published network's order. */
export function listNafnetParts(parts: NafnetParts): NetworkPart[] {
  const { intro, encoders, downs, middle, ups, decoders, ending } = parts
  return [...intro, ...encoders.flat(), ...downs, ...middle, ...ups, ...decoders.flat(), ...ending]
}

/** Maps the layers' weights (`encoders.0.0/conv1/kernel`) to the published PyTorch names (`encoders.0.0.conv1.weight`). */
export function nafnetKeyMap(config: NafnetConfig): KeyMap {
  return keyMapOf(partSpecs(listNafnetParts(nafnetParts(config))))
}
