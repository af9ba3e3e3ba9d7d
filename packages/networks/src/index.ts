export { type DfpirConfig, parseConfig } from './dfpir/config.js'
export { dfpirNetwork, restormerNetwork } from './dfpir/kind.js'
export { bridgeNames } from './dfpir/parts.js'
export { type PresetName, presets } from './dfpir/presets.js'
export { type DlConfig, parseDl } from './dl/config.js'
export { dlNetwork } from './dl/kind.js'
export { type DlRealtimeConfig, parseDlRealtime } from './dl-realtime/config.js'
export { dlRealtimeNetwork } from './dl-realtime/kind.js'
export { knownNetworks } from './known-networks.js'
export { BiasedConvolution, type BiasedConvolutionArgs } from './nafnet/biased-convolution.js'
export { type NafnetConfig, nafnetConfig } from './nafnet/config.js'
export { HalvingConvolution } from './nafnet/halving-convolution.js'
export { nafnetNetwork } from './nafnet/kind.js'
export { NafBlock } from './nafnet/naf-block.js'
export { type NafnetOptions, nafnet } from './nafnet/nafnet.js'
export type { NafnetNetworkConfig } from './nafnet/network-config.js'
export { listNafnetParts, type NafnetParts, nafnetKeyMap, nafnetParts } from './nafnet/parts.js'
export { ShuffleUpsample } from './nafnet/shuffle-upsample.js'
export { type PromptIrConfig, promptIrConfig } from './promptir/config.js'
export { type PromptIrNetworkConfig, promptIrNetwork } from './promptir/kind.js'
export {
  type PromptInteraction,
  type PromptIrParts,
  promptIrKeyMap,
  promptIrParts,
  unusedByPromptIr,
  usedByPromptIr,
} from './promptir/parts.js'
export { PromptGeneration, type PromptGenerationArgs } from './promptir/prompt-generation.js'
export { type PromptIrOptions, promptIr } from './promptir/promptir.js'
export type { BridgeConfig, BridgePlace, Bridges } from './shared/bridge.js'
export {
  keyMapOf,
  type LayerPlace,
  layerSpecs,
  type NamedShapes,
  type NamedSpec,
  partSpecs,
} from './shared/layer-specs.js'
export type {
  BlockWeights,
  ConnectOptions,
  NamedConfig,
  NetworkConfig,
  NetworkKind,
  NetworkTraits,
  Recognition,
  StartOptions,
} from './shared/network-kind.js'
export { parseTransWeather, type TransWeatherConfig } from './transweather/config.js'
export { transWeatherNetwork } from './transweather/kind.js'
