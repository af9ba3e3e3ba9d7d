export { type BatchStatistics, batchNorm, batchNormSpecs } from './batch-norm.js'
export { biasFreeLayerNorm } from './bias-free-layer-norm.js'
export {
  attentionMatrix,
  type ChannelAttentionOptions,
  channelAttention,
  type ProjectedAttentionOptions,
  projectedChannelAttention,
} from './channel-attention.js'
export { type CompositeName, markComposite } from './composite.js'
export { Convolution, type ConvolutionArgs } from './convolution.js'
export { convolve, projectParts } from './convolve.js'
export { customGradient, type Differentiated } from './custom-gradient.js'
export { type DeformableConvolutionInputs, deformableConvolution } from './deformable-convolution.js'
export { dilatedConvolve, dilatedDepthwise } from './dilated-convolution.js'
export { Downsample } from './downsample.js'
export { feedForward, feedForwardSpecs } from './feed-forward.js'
export { gatedGelu } from './gated-gelu.js'
export { gelu } from './gelu.js'
export { instanceNorm } from './instance-norm.js'
export { keepTop, keptCount, type MaskMode } from './keep-top.js'
export { layerNorm } from './layer-norm.js'
export { LayerNorm, type LayerNormArgs } from './layer-norm-layer.js'
export { connect, makePart, makeStage, type NetworkPart, runParts } from './network-part.js'
export { pixelShuffle, pixelUnshuffle } from './pixel-shuffle.js'
export { pixelwiseLinear } from './pixelwise-linear.js'
export { recomputed } from './recompute.js'
export { selfAttention, selfAttentionSpecs, temperatureSpec } from './self-attention.js'
export { half, PixelShuffle, PixelUnshuffle } from './shuffle-layers.js'
export { type Stem, type StemFacts, stemFacts, stemParts } from './stem.js'
export { SwinBlock, type SwinBlockArgs } from './swin-block.js'
export { checkHeads, normalise, TransformerBlock, type TransformerBlockArgs } from './transformer-block.js'
export { TransposedConvolution, type TransposedConvolutionArgs } from './transposed-convolution.js'
export { Upsample } from './upsample.js'
export {
  biasSpec,
  convSpec,
  depthwiseSpec,
  type InitialValues,
  initialValues,
  type LayerNormKind,
  layerNormSpecs,
  linearSpecs,
  normSpecs,
  ownNormSpecs,
  place,
  type WeightLayout,
  type WeightPlace,
  type WeightSpec,
} from './weight-spec.js'
export { channelsOf, type ReadWeight, toShapes, WeightedLayer, type WeightedLayerArgs } from './weighted-layer.js'
export { type WindowAttentionOptions, windowAttention, windowAttentionSpecs } from './window-attention.js'
