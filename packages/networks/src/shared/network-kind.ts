import type { Float32Tensor } from '@dfpir/core'
import type * as tfl from '@tensorflow/tfjs-layers'
import type { DfpirConfig } from '../dfpir/config.js'
import type { Bridges } from './bridge.js'
import type { NamedShapes, NamedSpec } from './layer-specs.js'

/** The configuration of a network of another kind than DFPIR: its architecture's name, and keys of its own. */
export interface NamedConfig {
  readonly architecture: string
}

/** The configuration of a network of any kind that is known; DFPIR's has no name in it. */
export type NetworkConfig = (DfpirConfig & { readonly architecture?: undefined }) | NamedConfig

/** What those who train, store and run a network need to know of it. */
export interface NetworkTraits {
  /** What it is called. */
  readonly name: string
  /** Length of a prompt's embedding; 0 for a network that has no such input. */
  readonly promptSize: number
  /** Whether the prompt changes what comes out. Networks of which it does not restore for every task alike. */
  readonly usesPrompts: boolean
  /** Height and width of its pictures are multiples of this. */
  readonly multipleOf: number
  /** Channels of its features at full size: what its memory goes with. */
  readonly width: number
  /** How many blocks it has, all of which have weights. */
  readonly blocks: number
  /**
   * The layers, by their names, that lead from the picture to the first skip, its bridge included. They stay in f32 under
   * bf16 (docs/decisions/039-bf16-of-other-networks.md).
   */
  readonly firstLevel: RegExp
}

/** How a kind of network is known by the published names of its weights. */
export interface Recognition<Config> {
  /** Names that every such network has; the first one is that of its first layer. */
  readonly landmarks: readonly string[]
  /** Published weights that nothing reads. */
  readonly unused?: readonly string[]
  /** The configuration that the shapes speak of. @throws UsageError when they are those of no network. */
  guess(tensors: NamedShapes): Config
  /** The keys of the configuration that no shape shows. */
  assumed?(config: Config): readonly string[]
}

export interface ConnectOptions {
  /** Chooses the random numbers of the initial weights. */
  seed: number
  /** Leaves out the picture at the end: the network then returns what is to be added to it. */
  residual: boolean
}

export interface StartOptions {
  seed?: number
  /** The embeddings that the network will be used with, [promptSize] each. */
  prompts?: readonly Float32Array[]
}

/** Weights of a network's blocks, by their published names. */
export interface BlockWeights {
  readonly all: RegExp
  /** Those that make a block pass its features on where they are 0. */
  readonly passing: RegExp
}

/** A kind of network: all that is particular to it. */
export interface NetworkKind<Config extends NetworkConfig = NetworkConfig> {
  /** The value of the key `architecture`. */
  readonly name: string
  /**
   * Checks the other keys of a configuration and fills in what is left out.
   *
   * @throws UsageError that lists what is wrong, and for every unknown key the nearest known one
   */
  parse(json: unknown): Config
  traits(config: Config): NetworkTraits
  /** Every weight under its names, without allocating any. */
  specs(config: Config): readonly NamedSpec[]
  /** From the picture [B, H, W, 3] and, with prompts, an embedding [B, promptSize] to the restored picture. */
  connect(config: Config, inputs: readonly tfl.SymbolicTensor[], options: ConnectOptions): tfl.SymbolicTensor
  /** Weights, by the layers' names, with which the network begins by returning its picture; others stay as they are. */
  identityStart(config: Config, options: StartOptions): ReadonlyMap<string, Float32Tensor>
  /** The DGPBs of a network that has some; left out by kinds that never have any. */
  bridges?(config: Config): Bridges | undefined
  /** Which weights belong to blocks that a deeper network of the same width has more of; left out where none do. */
  readonly blockWeights?: BlockWeights
  /** Left out where weights are only known with their configuration. */
  readonly recognition?: Recognition<Config>
}
