export type { PictureInput as RestoreInput } from '@dfpir/images'
export { type CaptureFeaturesOptions, captureFeatures } from './capture-features.js'
export { type CaptureLayersOptions, captureLayers, type FeatureLayer, type LayerCapture } from './capture-layers.js'
export { type CompileNetworkOptions, compileNetwork } from './compile-network.js'
export { estimateNoise } from './estimate-noise.js'
export { exportOnnx } from './export-onnx.js'
export type { CaptureOptions, FeatureCapture } from './feature-capture.js'
export { type FeatureStage, featureStages } from './feature-stages.js'
export type { Folds } from './folds.js'
export { type ForwardOptions, type ForwardResult, forward } from './forward.js'
export type { TileOptions } from './memory-plan.js'
export type { PassOptions, RestoreOptions } from './plan-passes.js'
export { type EncodeRestoredOptions, Restored, type RestoredFile, type RestoreReport } from './restored.js'
export { type RestoreFileOptions, Restorer, type RestorerOptions } from './restorer.js'
export {
  type SelectedPrompt,
  type SelectPromptOptions,
  type SettledPrompt,
  selectPrompt,
  settlePrompt,
  type TextMatcher,
} from './select-prompt.js'
