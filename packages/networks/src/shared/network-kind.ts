import type { Float32Tensor } from '@dfpir/core'
import type * as tfl from '@tensorflow/tfjs-layers'
import type { DfpirConfig } from '../dfpir/config.js'
import type { Bridges } from './bridge.js'
import type { NamedShapes, NamedSpec } from './layer-specs.js'

/** The configuration of a network other than DFPIR: the name of its architecture, and its own keys. */
export interface NamedConfig {
  readonly architecture: string
}

/** The configuration of a network of any known kind. That of DFPIR contains no name. */
export type NetworkConfig = (DfpirConfig & { readonly architecture?: undefined }) | NamedConfig

/** Facts about a network for training, storing and running it. */
export interface NetworkTraits {
  /** Its name. */
  readonly name: string
  /** Length of a prompt's embedding; 0 for a network without that input. */
  readonly promptSize: number
  /** Whether the prompt changes the output. Otherwise, the network treats all tasks alike. */
  readonly usesPrompts: boolean
  /** Height and width of its pictures must be multiples of this. */
  readonly multipleOf: number
  /**
   * How `forward` and ONNX files extend pictures of other sizes on the right and below. A restore always reflects.
   *
   * @default 'reflect'
   */
  readonly padding?: 'reflect' | 'zeros'
  /**
   * The multiple for which all numbers in its graph are products of factors of the sizes, as a graph with free sizes needs.
   *
   * @default multipleOf
   */
  readonly freeMultipleOf?: number
  /** Number of channels of its features at full size, to which its memory is proportional. */
  readonly width: number
  /** Number of its blocks, all of which have weights. */
  readonly blocks: number
  /**
   * Names of the layers from the picture to the first skip, including its bridge. They stay in f32 with bf16
   * (docs/decisions/039-bf16-of-other-networks.md).
   */
  readonly firstLevel: RegExp
}

/** How to recognise a kind of network by the published names of its weights. */
export interface Recognition<Config> {
  /** Names that every such network has. The first one belongs to its first layer. */
  readonly landmarks: readonly string[]
  /** Published tensors that are not used: their names, or a pattern. */
  readonly unused?: readonly string[] | RegExp
  /** Derives the configuration from the shapes. @throws UsageError if they fit no network. */
  guess(tensors: NamedShapes): Config
  /** Returns the configuration keys that cannot be derived from shapes. */
  assumed?(config: Config): readonly string[]
}

export interface ConnectOptions {
  /** Seed of the initial weights. */
  seed: number
  /** Whether to omit the final addition of the picture, so that the network returns the residual. */
  residual: boolean
}

export interface StartOptions {
  seed?: number
  /** The embeddings that the network will be used with, [promptSize] each. */
  prompts?: readonly Float32Array[]
  /**
   * The channel orders of different prompts: alike except within pairs of channels, for every prompt; or far apart, for the
   * given prompts.
   *
   * @default 'paired'
   */
  orders?: 'paired' | 'distant'
}

/** Weights of a network's blocks by published name. */
export interface BlockWeights {
  readonly all: RegExp
  /** Weights that make a block pass its features on if they are 0. */
  readonly passing: RegExp
}

/** How the authors of a network train it, if not with the mean absolute error of its output alone. */
export interface PublishedTraining<Config> {
  /** Factors of the terms of the loss, by their names in training files. */
  readonly loss: Readonly<Record<string, number>>
  /**
   * Connects like the kind's `connect`, and returns the restored picture, followed by the other pictures [B, H, W, 3] that
   * training supervises: the loss is the sum over all of them.
   */
  connect(config: Config, inputs: readonly tfl.SymbolicTensor[], options: ConnectOptions): tfl.SymbolicTensor[]
}

/** A kind of network, with everything specific to it. */
export interface NetworkKind<Config extends NetworkConfig = NetworkConfig> {
  /** The value of the key `architecture`. */
  readonly name: string
  /**
   * Checks the other keys of a configuration and fills in defaults.
   *
   * @throws UsageError that lists every invalid value and, for every unknown key, the nearest known one
   */
  parse(json: unknown): Config
  traits(config: Config): NetworkTraits
  /** Lists the weights with their names without allocating them. */
  specs(config: Config): readonly NamedSpec[]
  /** Connects the picture [B, H, W, 3] and, with prompts, an embedding [B, promptSize] to the restored picture. */
  connect(config: Config, inputs: readonly tfl.SymbolicTensor[], options: ConnectOptions): tfl.SymbolicTensor
  /**
   * Returns the weights, by the layers' names, with which the network initially returns its picture. Others stay unchanged.
   * Omitted if there are none, because the network does not add the picture to its output.
   */
  identityStart?(config: Config, options: StartOptions): ReadonlyMap<string, Float32Tensor>
  /** Returns the DGPBs of a network, if it has any. Omitted for kinds that never have any. */
  bridges?(config: Config): Bridges | undefined
  /** The weights of the blocks of which a deeper network of the same width has more. Omitted if there are none. */
  readonly blockWeights?: BlockWeights
  readonly training?: PublishedTraining<Config>
  /**
   * Returns the further published names of weights that several modules share, each with the name in `specs`. Omitted if
   * every weight has one name.
   */
  sharedNames?(config: Config): ReadonlyMap<string, string>
  /** Omitted if weights are recognised only by their stored configuration. */
  readonly recognition?: Recognition<Config>
}
