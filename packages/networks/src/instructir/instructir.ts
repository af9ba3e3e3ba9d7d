import { connect, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { type InstructIrConfig, instructIrConfig } from './config.js'
import { type InstructIrParts, type InstructionParts, instructIrParts } from './parts.js'

export interface InstructIrOptions extends Partial<InstructIrConfig> {
  /**
   * Transforms features [B, H / 2^level, W / 2^level, width · 2^level]. Called on each skip, from level 0 at full size, and
   * on the latent, whose level is the number of skips.
   *
   * @default the identity
   */
  bridge?: (features: tfl.SymbolicTensor, level: number) => tfl.SymbolicTensor
  /**
   * Whether to omit the final addition of the picture, so that the network returns the residual.
   *
   * @default false
   */
  residual?: boolean
  /**
   * Seed of the initial weights.
   *
   * @default 0
   */
  seed?: number
}

/**
 * InstructIR (Conde et al., ECCV 2024) as a function of symbolic tensors: a NAFNet whose levels select channels by the
 * embedding of an instruction, a sentence such as "remove the rain".
 *
 * `apply` takes a picture [B, H, W, 3] and the sentence's embedding [B, sentenceSize] (without a text head, that of the
 * instruction [B, textSize]), and returns a picture. Height and width must be multiples of 2^(number of levels of the
 * encoder), or null. Layers are named as in the published network, so a model can contain only one InstructIR.
 *
 * @throws UsageError if the configuration is invalid
 */
export function instructIr(options: InstructIrOptions = {}): {
  apply(picture: tfl.SymbolicTensor, sentence: tfl.SymbolicTensor): tfl.SymbolicTensor
} {
  const { bridge = features => features, residual = false, seed } = options
  const parts = instructIrParts(instructIrConfig(options), seed)
  return {
    apply(picture, sentence) {
      const text = parts.textHead ? connect(parts.textHead, sentence) : sentence
      const { skips, latent } = contract(parts, picture, text)
      const features = expand(parts, skips.map(bridge), bridge(latent, skips.length), text)
      const output = runParts(parts.nafnet.ending, features)
      return residual ? output : connect(tfl.layers.add({ name: 'restored' }), [output, picture])
    },
  }
}

/** The encoder and the middle blocks. */
function contract({ nafnet, encoder }: InstructIrParts, picture: tfl.SymbolicTensor, text: tfl.SymbolicTensor) {
  const skips: tfl.SymbolicTensor[] = []
  let features = runParts(nafnet.intro, picture)
  for (const [level, blocks] of nafnet.encoders.entries()) {
    skips.push(instruct(encoder[level], runParts(blocks, features), text))
    features = runParts([nafnet.downs[level]], skips[level])
  }
  return { skips, latent: runParts(nafnet.middle, features) }
}

/** The decoder, from the latent up. */
function expand(
  { nafnet, decoder }: InstructIrParts,
  skips: readonly tfl.SymbolicTensor[],
  latent: tfl.SymbolicTensor,
  text: tfl.SymbolicTensor,
) {
  return nafnet.decoders.reduce((features, blocks, step) => {
    const level = skips.length - 1 - step
    const add = tfl.layers.add({ name: `skip_level${level + 1}` })
    const joined = connect(add, [runParts([nafnet.ups[step]], features), skips[level]])
    return instruct(decoder[step], runParts(blocks, joined), text)
  }, latent)
}

/** An instruction condition block: x + NAF(gate(x, text)). */
function instruct({ gate, block }: InstructionParts, features: tfl.SymbolicTensor, text: tfl.SymbolicTensor) {
  const selected = runParts([block], connect(gate, [features, text]))
  return connect(tfl.layers.add({ name: `${gate.name}_added` }), [selected, features])
}
