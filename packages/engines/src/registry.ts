import { EnvironmentError, nearest, UsageError } from '@dfpir/core'
import { checkSupport, supports } from './check-support.js'
import { type CompileOptions, type Engine, type EngineName, engineNames } from './engine.js'
import { onnxruntime } from './onnxruntime.js'
import { openvino } from './openvino.js'
import { tensorflow } from './tensorflow.js'

/** Fastest first, as measured in decision 014. `auto` tries them in this order. */
const engines: Readonly<Record<EngineName, Engine>> = { onnxruntime, openvino, tensorflow }

/** Requirements for an engine. */
export type EngineNeeds = Pick<CompileOptions, 'precision' | 'device'>

/** Lists all supported engines, installed or not, the fastest first. */
export function listEngines(): readonly Engine[] {
  return Object.values(engines)
}

/**
 * Returns the engine with that name, or for `auto` the fastest one on this machine that supports the precision and
 * device. Nothing is downloaded or loaded: a missing engine fails only when it compiles.
 *
 * @throws UsageError for an unknown name, or if the named engine lacks the precision or device; EnvironmentError if no
 * engine on this machine supports them.
 */
export async function getEngine(name: EngineName | 'auto' = 'auto', needs: EngineNeeds = {}): Promise<Engine> {
  return name === 'auto' ? fastest(needs) : named(name, needs)
}

function named(name: EngineName, needs: EngineNeeds): Engine {
  if (!Object.hasOwn(engines, name)) throw unknownEngine(name)
  checkSupport(engines[name], needs)
  return engines[name]
}

function unknownEngine(name: string): UsageError {
  const names = ['auto', ...engineNames]
  const guess = nearest(name, names)
  const hint = guess ? `Did you mean "${guess}"?` : undefined
  return new UsageError(`unknown engine "${name}", expected one of: ${names.join(', ')}`, { hint })
}

async function fastest(needs: EngineNeeds): Promise<Engine> {
  const { precision = 'f32', device = 'cpu' } = needs
  const able = listEngines().filter(engine => supports(engine, needs))
  if (able.length === 0) {
    const hint = 'Omit the precision or the device.'
    throw new UsageError(`no engine supports ${precision} on ${device}`, { hint })
  }
  for (const engine of able) if (await engine.find()) return engine
  throw new EnvironmentError(`no engine on this machine supports ${precision} on ${device}`, {
    hint: `Install one that does with: dfpir setup ${able[0].name}`,
  })
}
