import type { KeyMap } from '@dfpir/checkpoints'
import { makePart, type NetworkPart } from '@dfpir/layers'
import { NafBlock } from '../nafnet/naf-block.js'
import { listNafnetParts, type NafnetParts, nafnetParts } from '../nafnet/parts.js'
import { keyMapOf, layerSpecs, type NamedSpec, partSpecs } from '../shared/layer-specs.js'
import type { InstructIrConfig } from './config.js'
import { InstructionGate } from './instruction-gate.js'
import { TextProjection } from './text-projection.js'

/** The parts of an instruction condition block: x + NAF(gate(x, text)). */
export interface InstructionParts {
  readonly gate: InstructionGate
  readonly block: NetworkPart
}

/** InstructIR's layers, not yet connected: those of a NAFNet, with instruction condition blocks. */
export interface InstructIrParts {
  readonly nafnet: NafnetParts
  /** Per level, from full size down: after the blocks before each skip. */
  readonly encoder: readonly InstructionParts[]
  /** Per level, from the smallest size up. */
  readonly decoder: readonly InstructionParts[]
  /** From the sentence's embedding to that of the instruction. */
  readonly textHead?: TextProjection
}

/** Makes the layers, named as in the published network. No weights are allocated. */
export function instructIrParts(config: InstructIrConfig, seed = 0): InstructIrParts {
  const { width, encoder, textSize, sentenceSize } = config
  const depth = encoder.length
  const instruction = (name: string, channels: number): InstructionParts => ({
    gate: new InstructionGate({ name, seed }),
    block: makePart(new NafBlock({ name: `${name}.block`, seed }), channels),
  })
  return {
    nafnet: nafnetParts({ ...config, stem: 'convolution' }, seed),
    encoder: encoder.map((_, level) => instruction(`enc_cond.${level}`, width * 2 ** level)),
    decoder: encoder.map((_, step) => instruction(`dec_cond.${step}`, width * 2 ** (depth - step - 1))),
    ...(sentenceSize > 0 && { textHead: new TextProjection({ name: 'fc1', units: textSize, seed }) }),
  }
}

/** Lists the weights without allocating them. */
export function instructIrSpecs(config: InstructIrConfig): NamedSpec[] {
  const { nafnet, encoder, decoder, textHead } = instructIrParts(config)
  const instructions = [...encoder, ...decoder].flatMap(({ gate, block }) => {
    const features = [null, null, null, block.channels]
    return [...layerSpecs({ layer: gate, inputShapes: [features, [null, config.textSize]] }), ...partSpecs([block])]
  })
  const head = textHead ? layerSpecs({ layer: textHead, inputShapes: [[null, config.sentenceSize]] }) : []
  return [...partSpecs(listNafnetParts(nafnet)), ...instructions, ...head]
}

/** Maps the layers' weights (`enc_cond.0/fc/kernel`) to the published PyTorch names (`enc_cond.0.fc.weight`). */
export function instructIrKeyMap(config: InstructIrConfig): KeyMap {
  return keyMapOf(instructIrSpecs(config))
}

/** Weights of the published text head that do not affect the picture: they classify the instruction. */
export const unusedByInstructIr: readonly string[] = ['fc2.weight', 'fc2.bias']
