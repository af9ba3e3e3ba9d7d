import { connect, type NetworkPart, runParts } from '@dfpir/layers'
import * as tfl from '@tensorflow/tfjs-layers'
import { Difference } from '../shared/difference.js'
import { type DgunetConfig, dgunetConfig } from './config.js'
import { type DgunetParts, dgunetParts, type StageParts, type StepParts } from './parts.js'

export interface DgunetOptions extends Partial<DgunetConfig> {
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

/** What a stage passes on to the next one. */
interface StageOutputs {
  /** The restored picture. */
  readonly image: Features
  /** Features at full size. */
  readonly features: Features
  /** Outputs of the encoder's blocks, from full size down. */
  readonly encoder: readonly Features[]
  /** Outputs of the decoder's blocks, from the smallest size up. */
  readonly decoder: readonly Features[]
}

/**
 * DGUNet (Mou et al., CVPR 2022) as a function of symbolic tensors: proximal gradient descent with learned degradations,
 * unfolded. A first stage, a shared one that is applied `depth` times and a last one each make a step against the gradient
 * and restore the picture with an encoder-decoder or, in the last stage, one convolution.
 *
 * `apply` takes a picture [B, H, W, 3] and returns one of the same shape, `applyStages` those of all stages, the last one
 * first. Height and width must be multiples of 8, or null. Layers are named as in the published network, so a model can
 * contain only one DGUNet.
 *
 * @throws UsageError if the configuration is invalid
 */
export function dgunet(options: DgunetOptions = {}): {
  apply(picture: Features): Features
  applyStages(picture: Features): Features[]
} {
  const config = dgunetConfig(options)
  const parts = dgunetParts(config, options.seed)
  const applyStages = (picture: Features) => {
    const connections = new Connections(parts, picture)
    const stages = [connections.firstStage()]
    for (let pass = 1; pass <= config.depth; pass++) stages.unshift(connections.sharedStage(stages[0], pass))
    const residual = connections.lastStage(stages[0])
    const output = options.residual ? residual : add('restored', [residual, picture])
    return [output, ...stages.map(({ image }) => image)]
  }
  return { applyStages, apply: picture => applyStages(picture)[0] }
}

/** The parts of one network on one picture, with the slopes that its blocks share. */
class Connections {
  private readonly slopes: Readonly<Record<keyof DgunetParts['slopes'], Features>>

  constructor(
    private readonly parts: DgunetParts,
    private readonly picture: Features,
  ) {
    const { degradation, ends, shared } = parts.slopes
    const [a, b, c] = [degradation, ends, shared].map(({ layer }) => connect(layer, picture))
    this.slopes = { degradation: a, ends: b, shared: c }
  }

  firstStage(): StageOutputs {
    const { first } = this.parts
    const stepped = this.step(first.step, this.picture, 'stage1')
    return restore(first, shallow(first.shallow, stepped, this.slopes.ends), stepped, 'stage1')
  }

  /** @param pass number of this application of the stage, from 1 */
  sharedStage(previous: StageOutputs, pass: number): StageOutputs {
    const { shared, merge } = this.parts
    const name = `basic.pass${pass}`
    const stepped = this.step(shared.step, previous.image, name)
    const features = shallow(shared.shallow, stepped, this.slopes.shared)
    const merged = connect(merge.layer, [features, previous.features])
    return restore(shared, merged, stepped, name, previous)
  }

  /** Returns what is to be added to the picture. */
  lastStage(previous: StageOutputs): Features {
    const { last, lastMerge, tail } = this.parts
    const stepped = this.step(last.step, previous.image, 'last')
    const features = shallow(last.shallow, stepped, this.slopes.ends)
    return runParts([lastMerge, tail], concatenate('last.merged', [features, previous.features]))
  }

  /** x − r · Φᵀ(Φ(x) − y) for the picture y. */
  private step({ forward, transposed, step }: StepParts, x: Features, name: string): Features {
    const { degradation } = this.slopes
    const difference = new Difference({ name: `${name}.error` })
    const error = connect(difference, [connect(forward.layer, [x, degradation]), this.picture])
    return connect(step.layer, [x, connect(transposed.layer, [error, degradation])])
  }
}

function shallow([convolution, block]: readonly NetworkPart[], picture: Features, slope: Features): Features {
  return connect(block.layer, [connect(convolution.layer, picture), slope])
}

/** The encoder-decoder of a stage, from features of the stepped picture. */
function restore(
  parts: StageParts,
  features: Features,
  stepped: Features,
  name: string,
  previous?: StageOutputs,
): StageOutputs {
  const encoder = encode(parts, features, previous)
  const decoder = decode(parts, encoder, name)
  const x = decoder[2]
  const image = add(`${name}.image`, [connect(parts.image.layer, x), stepped])
  return { image, features: add(`${name}.features`, [connect(parts.features.layer, x), x]), encoder, decoder }
}

function encode({ encoder, downs }: StageParts, features: Features, previous?: StageOutputs): Features[] {
  const outputs: Features[] = []
  for (const [level, { layer }] of encoder.entries()) {
    const x = level === 0 ? features : connect(downs[level - 1].layer, outputs[level - 1])
    const isModulated = previous && level < downs.length
    outputs.push(connect(layer, isModulated ? [x, previous.encoder[level], previous.decoder[2 - level]] : x))
  }
  return outputs
}

function decode({ decoder }: StageParts, encoder: readonly Features[], name: string): Features[] {
  const outputs: Features[] = []
  for (const [index, { up, skip, block }] of decoder.entries()) {
    const below = index === 0 ? encoder[3] : outputs[index - 1]
    const both = [connect(up.layer, below), connect(skip.layer, encoder[2 - index])]
    outputs.push(connect(block.layer, concatenate(`${name}.skip${index}`, both)))
  }
  return outputs
}

function add(name: string, features: Features[]): Features {
  return connect(tfl.layers.add({ name }), features)
}

function concatenate(name: string, features: Features[]): Features {
  return connect(tfl.layers.concatenate({ axis: 3, name }), features)
}
