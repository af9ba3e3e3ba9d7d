export {
  type CompiledGraph,
  type CompileOptions,
  type Engine,
  type EngineFound,
  type EngineName,
  engineNames,
  type Precision,
  precisions,
} from './engine.js'
export { getEngine, listEngines } from './registry.js'
