export { toGraphDef } from './graphdef/to-graph-def.js'
export type * from './ir.js'
export { isComposite, isElementwise, isOperation } from './ir.js'
export type { ChannelsPlace } from './onnx/emitter.js'
export type { FreeDimension } from './onnx/free-interface.js'
export { type ToFreeOnnxOptions, toFreeOnnx } from './onnx/free-onnx.js'
export type { Sizes } from './onnx/free-samples.js'
export type { OnnxInitializer } from './onnx/initializers.js'
export type { OnnxAbout } from './onnx/schema.js'
export { type ToOnnxOptions, toOnnx } from './onnx/to-onnx.js'
export {
  type AdamOptions,
  completeOptimizer,
  type Optimizer,
  type OptimizerOptions,
  optimizerSlots,
  type SgdOptions,
} from './optimizer.js'
export { foldLayerNorm } from './passes/fold-layer-norm.js'
export { splitGraph } from './passes/split-graph.js'
export { type InputSpec, type InputSpecs, type TraceForwardOptions, traceForward } from './trace-forward.js'
export { type TraceTrainingStepOptions, traceTrainingStep } from './trace-training-step.js'
