export { addedBlocks } from './added-blocks.js'
export { type DetectedArchitecture, detectArchitecture } from './architecture.js'
export { blockOf } from './block-of.js'
export type { BridgeConfig, BridgePlace, Bridges } from './bridge.js'
export { type BlockName, blockNames, type ChannelOrdersOptions, channelOrders } from './channel-orders.js'
export { type DfpirConfig, parseConfig } from './config.js'
export { createDfpir } from './create-dfpir.js'
export { applyNetwork, type CreateNetworkOptions, createNetwork } from './create-network.js'
export { identityStart } from './identity-start.js'
export { loadStateDict, networkKeyMap, stateDict } from './key-map.js'
export { type FeaturePart, type LayerPlace, layerSpecs, type NamedSpec, partSpecs } from './layer-specs.js'
export type { NafnetNetworkConfig } from './nafnet-network.js'
export { namedWeights, readWeights, writeWeights } from './named-weights.js'
export { encoderKey, type NetworkFile, readNetworkFile } from './network-file.js'
export type {
  BlockWeights,
  ConnectOptions,
  NamedConfig,
  NamedShapes,
  NetworkConfig,
  NetworkKind,
  NetworkTraits,
  Recognition,
  StartOptions,
} from './network-kind.js'
export {
  countParameters,
  networkBridges,
  networkSpecs,
  networkTraits,
  parseNetwork,
  registerNetwork,
} from './networks.js'
export { type PresetName, presets } from './presets.js'
export {
  type PretrainedModel,
  readPretrained,
  type SavePretrainedOptions,
  savePretrained,
  type WritePretrainedOptions,
  writePretrained,
} from './pretrained.js'
export { formatDescription, type PretrainedDescription } from './pretrained-description.js'
export { type PromptFile, readPromptFile, type WritePromptFileOptions, writePromptFile } from './prompt-file.js'
export type { PromptIrNetworkConfig } from './promptir-network.js'
export { recomputeBlocks } from './recompute-blocks.js'
