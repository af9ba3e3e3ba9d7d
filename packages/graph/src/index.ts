export { toGraphDef } from './graphdef/to-graph-def.js'
export type * from './ir.js'
export { type InputSpec, type InputSpecs, type TraceForwardOptions, traceForward } from './trace-forward.js'
export { type AdamOptions, type TraceTrainingStepOptions, traceTrainingStep } from './trace-training-step.js'
