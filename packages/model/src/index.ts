export { type ArchitectureName, type DetectedArchitecture, detectArchitecture } from './architecture.js'
export { type BlockName, blockNames, type ChannelOrdersOptions, channelOrders } from './channel-orders.js'
export { type DfpirConfig, parseConfig } from './config.js'
export { type CreateDfpirOptions, createDfpir } from './create-dfpir.js'
export { type IdentityStartOptions, identityStart } from './identity-start.js'
export { dfpirKeyMap, loadStateDict, stateDict } from './key-map.js'
export { namedWeights, readWeights, writeWeights } from './named-weights.js'
export { encoderKey, type NetworkFile, readNetworkFile } from './network-file.js'
export { countParameters, type NamedSpec, networkSpecs } from './parts.js'
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
export { recomputeBlocks } from './recompute-blocks.js'
