export { type AirNetOptions, airNet } from './airnet/airnet.js'
export { type AirNetConfig, airNetConfig } from './airnet/config.js'
export { DegradationEncoder, type DegradationEncoderArgs } from './airnet/degradation-encoder.js'
export { DegradationGuidedBlock } from './airnet/degradation-guided-block.js'
export { type AirNetNetworkConfig, airNetNetwork } from './airnet/kind.js'
export { type AirNetParts, airNetKeyMap, airNetParts, unusedByAirNet } from './airnet/parts.js'
export { type DfpirConfig, parseConfig } from './dfpir/config.js'
export { dfpirNetwork, restormerNetwork } from './dfpir/kind.js'
export { bridgeNames } from './dfpir/parts.js'
export { type PresetName, presets } from './dfpir/presets.js'
export { type DgunetConfig, dgunetConfig } from './dgunet/config.js'
export { type DgunetOptions, dgunet } from './dgunet/dgunet.js'
export { type DgunetNetworkConfig, dgunetNetwork } from './dgunet/kind.js'
export { dgunetKeyMap } from './dgunet/parts.js'
export { type DlConfig, parseDl } from './dl/config.js'
export { dlNetwork } from './dl/kind.js'
export { type DlRealtimeConfig, parseDlRealtime } from './dl-realtime/config.js'
export { dlRealtimeNetwork } from './dl-realtime/kind.js'
export { type InstructIrConfig, instructIrConfig } from './instructir/config.js'
export { InstructionGate } from './instructir/instruction-gate.js'
export { type InstructIrOptions, instructIr } from './instructir/instructir.js'
export { type InstructIrNetworkConfig, instructIrNetwork } from './instructir/kind.js'
export { type InstructIrParts, type InstructionParts, instructIrKeyMap, instructIrParts } from './instructir/parts.js'
export { TextProjection, type TextProjectionArgs } from './instructir/text-projection.js'
export { knownNetworks } from './known-networks.js'
export { type MprnetConfig, mprnetConfig } from './mprnet/config.js'
export { type MprnetNetworkConfig, mprnetNetwork } from './mprnet/kind.js'
export { type MprnetOptions, mprnet } from './mprnet/mprnet.js'
export { mprnetKeyMap } from './mprnet/parts.js'
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
  PublishedTraining,
  Recognition,
  StartOptions,
} from './shared/network-kind.js'
export { type SwinIrConfig, swinIrConfig } from './swinir/config.js'
export { type SwinIrNetworkConfig, swinIrNetwork } from './swinir/kind.js'
export { type SwinIrParts, swinIrKeyMap, swinIrParts } from './swinir/parts.js'
export { ScaledPicture, type ScaledPictureArgs } from './swinir/scaled-picture.js'
export { type SwinIrOptions, swinIr } from './swinir/swinir.js'
export { parseTransWeather, type TransWeatherConfig } from './transweather/config.js'
export { transWeatherNetwork } from './transweather/kind.js'
