export { compile } from './compile.js'
export {
  type CompiledGraph,
  type CompileOptions,
  type Device,
  devices,
  type Engine,
  type EngineFound,
  type EngineName,
  engineNames,
  type Precision,
  type PreparedGraph,
  precisions,
} from './engine.js'
export { type EngineNeeds, getEngine, listEngines } from './registry.js'
