export {
  type BlockWeights,
  type BridgeConfig,
  type BridgePlace,
  type Bridges,
  type ConnectOptions,
  type DfpirConfig,
  type LayerPlace,
  layerSpecs,
  type NafnetNetworkConfig,
  type NamedConfig,
  type NamedShapes,
  type NamedSpec,
  type NetworkConfig,
  type NetworkKind,
  type NetworkTraits,
  type PresetName,
  type PromptIrNetworkConfig,
  parseConfig,
  partSpecs,
  presets,
  type Recognition,
  type StartOptions,
} from '@dfpir/networks'
export { addedBlocks } from './added-blocks.js'
export { type DetectedArchitecture, detectArchitecture } from './architecture.js'
export { type BlockName, blockNames, blockOf, type ChannelOrdersOptions, channelOrders } from './channel-orders.js'
export { createDfpir } from './create-dfpir.js'
export {
  applyNetwork,
  type CreateNetworkOptions,
  createNetwork,
  type InputSize,
  networkInputs,
  recomputeBlocks,
} from './create-network.js'
export { loadStateDict, networkKeyMap, stateDict } from './key-map.js'
export { namedWeights, readWeights, writeWeights } from './named-weights.js'
export { encoderKey, type NetworkFile, readNetworkFile } from './network-file.js'
export {
  countParameters,
  isPerturbed,
  networkBridges,
  networkModule,
  networkSpecs,
  networkTraits,
  parseNetwork,
  registerNetwork,
} from './networks.js'
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
