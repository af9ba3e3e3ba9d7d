export {
  type CompiledGraph,
  type CompileOptions,
  compile,
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
