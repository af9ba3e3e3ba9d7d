export { BiasedConvolution, type BiasedConvolutionArgs } from './biased-convolution.js'
export { HalvingConvolution } from './halving-convolution.js'
export { NafBlock } from './naf-block.js'
export { type NafnetOptions, nafnet } from './nafnet.js'
export { type NafnetConfig, nafnetConfig } from './nafnet-config.js'
export { listNafnetParts, type NafnetParts, nafnetKeyMap, nafnetParts } from './nafnet-parts.js'
export type { NetworkPart } from './network-part.js'
export { PromptGeneration, type PromptGenerationArgs } from './prompt-generation.js'
export { type PromptIrOptions, promptIr } from './promptir.js'
export { type PromptIrConfig, promptIrConfig } from './promptir-config.js'
export {
  listPromptIrParts,
  type PromptInteraction,
  type PromptIrParts,
  promptIrKeyMap,
  promptIrParts,
  unusedByPromptIr,
  usedByPromptIr,
} from './promptir-parts.js'
export { ShuffleUpsample } from './shuffle-upsample.js'
