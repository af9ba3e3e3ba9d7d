import { connect, type NetworkPart } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { ChannelAttentionBlock } from './channel-attention-block.js'
import { type MprnetConfig, mprnetConfig } from './config.js'
import { CutHalves, JoinHalves } from './halves.js'
import { type DecoderParts, type EncoderParts, type MprnetParts, mprnetParts, type SupervisionParts } from './parts.js'

export interface MprnetOptions extends Partial<MprnetConfig> {
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

type Features = tfl.SymbolicTensor
/** Features of three levels, from full size down. */
type Levels = readonly Features[]
/** Features of an encoder and a decoder. */
interface EncoderDecoder {
  readonly encoder: Levels
  readonly decoder: Levels
}

/**
 * MPRNet (Zamir et al., CVPR 2021) as a function of symbolic tensors: an encoder-decoder on the picture's quarters, another
 * one on its upper and lower half, and blocks at full size on the whole. Each stage restores a picture and passes its features
 * on to the next one.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape, `applyStages` those of all stages, the last one
 * first. Height and width must be multiples of 8, or null.
 * Layers are named as in the published network, so a model can contain only one MPRNet.
 *
 * @throws UsageError if the configuration is invalid
 */
export function mprnet(options: MprnetOptions = {}): {
  apply(picture: Features): Features
  applyStages(picture: Features): Features[]
} {
  const parts = mprnetParts(mprnetConfig(options), options.seed)
  const applyStages = (picture: Features) => {
    const [last, ...others] = new Connections(parts, picture).connect()
    return [options.residual ? last : add('restored', [last, picture]), ...others]
  }
  return { applyStages, apply: picture => applyStages(picture)[0] }
}

/** The parts of one network, with the slope that all its blocks share. */
class Connections {
  private readonly slope: Features

  constructor(
    private readonly parts: MprnetParts,
    private readonly picture: Features,
  ) {
    this.slope = connect(parts.slope.layer, picture)
  }

  /** Connects the picture to the residual of the last stage and the images of the second and the first one. */
  connect(): Features[] {
    const halves = cut('halves', 1, this.picture)
    const first = this.firstStage(cut('quarters', 2, halves), halves)
    const second = this.secondStage(halves, first)
    return [this.lastStage(second), second.image, join('stage1', 1, first.image)]
  }

  /** Takes quarters [4B, H / 2, W / 2, 3] and returns features of halves [2B, H / 2, W, C]. */
  private firstStage(quarters: Features, halves: Features) {
    const { shallow, encoders, decoders, supervisions } = this.parts
    const ofQuarters = this.encode(encoders[0], this.run(shallow[0], quarters))
    const encoder = ofQuarters.map((level, index) => join(`stage1_encoder.joined${index + 1}`, 2, level))
    const decoder = this.decode(decoders[0], encoder)
    return { encoder, decoder, ...supervise(supervisions[0], decoder[0], halves, 'stage1_halves') }
  }

  /** Takes halves and their features and returns features of the whole [B, H, W, C]. */
  private secondStage(halves: Features, first: EncoderDecoder & { features: Features }) {
    const { shallow, encoders, decoders, supervisions, merges } = this.parts
    const merged = this.run([merges[0]], concatenate('stage2_merged', this.run(shallow[1], halves), first.features))
    const ofHalves = this.encode(encoders[1], merged, first)
    const encoder = ofHalves.map((level, index) => join(`stage2_encoder.joined${index + 1}`, 1, level))
    const decoder = this.decode(decoders[1], encoder)
    return { encoder, decoder, ...supervise(supervisions[1], decoder[0], this.picture, 'stage2') }
  }

  private lastStage({ encoder, decoder, features }: EncoderDecoder & { features: Features }): Features {
    const { shallow, merges, last, tail } = this.parts
    const merged = concatenate('stage3_merged', this.run(shallow[2], this.picture), features)
    const result = last.reduce(
      (x, parts, level) =>
        add(`stage3_level${level + 1}`, [
          x,
          this.run(parts.group, x),
          this.run(parts.encoder, encoder[level]),
          this.run(parts.decoder, decoder[level]),
        ]),
      this.run([merges[1]], merged),
    )
    return this.run([tail], result)
  }

  private encode({ levels, downs, fusions }: EncoderParts, features: Features, previous?: EncoderDecoder): Levels {
    const outputs: Features[] = []
    for (const [level, blocks] of levels.entries()) {
      const x = this.run(blocks, level === 0 ? features : this.run([downs[level - 1]], outputs[level - 1]))
      if (!previous) outputs.push(x)
      else {
        const [encoder, decoder] = fusions[level]
        const further = [this.run([encoder], previous.encoder[level]), this.run([decoder], previous.decoder[level])]
        outputs.push(add(`${encoder.layer.name}_added`, [x, ...further]))
      }
    }
    return outputs
  }

  private decode({ levels, ups, skips }: DecoderParts, encoder: Levels): Levels {
    const lowest = this.run(levels[2], encoder[2])
    const up = (below: Features, level: number) => {
      const { name } = skips[level].layer
      const joined = add(`${name}_added`, [this.run([ups[level]], below), this.run([skips[level]], encoder[level])])
      return this.run(levels[level], joined)
    }
    const middle = up(lowest, 1)
    return [up(middle, 0), middle, lowest]
  }

  private run(parts: readonly NetworkPart[], features: Features): Features {
    return parts.reduce(
      (x, { layer }) => connect(layer, layer instanceof ChannelAttentionBlock ? [x, this.slope] : x),
      features,
    )
  }
}

/** Restores an image from the features, in a layer of this name, and lets it control their attention. */
function supervise({ image, attention }: SupervisionParts, x: Features, picture: Features, name: string) {
  const restored = add(name, [connect(image.layer, x), picture])
  return { image: restored, features: connect(attention.layer, [x, restored]) }
}

function cut(name: string, axis: 1 | 2, features: Features): Features {
  return connect(new CutHalves({ name, axis }), features)
}

function join(name: string, axis: 1 | 2, features: Features): Features {
  return connect(new JoinHalves({ name, axis }), features)
}

function add(name: string, features: Features[]): Features {
  return connect(tfl.layers.add({ name }), features)
}

function concatenate(name: string, a: Features, b: Features): Features {
  return connect(tfl.layers.concatenate({ axis: 3, name }), [a, b])
}
