import { EnvironmentError, nearest, UsageError } from '@dfpir/core'
import type { Engine, EngineName, Precision } from './engine.js'
import { onnxruntime } from './onnxruntime.js'
import { requirePrecision } from './precision.js'
import { tensorflow } from './tensorflow.js'

/** The fastest first: the order in which `auto` tries them. */
const engines: readonly Engine[] = [onnxruntime, tensorflow]

/** Every engine that this package knows, installed or not, the fastest first. */
export function listEngines(): readonly Engine[] {
  return engines
}

/**
 * The engine of that name, or for `auto` the fastest one that is on this machine and has the precision.
 * Nothing is downloaded or loaded: an engine that is missing here is missed when it compiles.
 *
 * @throws UsageError for an unknown name or when the named engine lacks the precision; EnvironmentError when no
 * engine on this machine has it.
 */
export async function getEngine(name: EngineName | 'auto' = 'auto', precision: Precision = 'f32'): Promise<Engine> {
  return name === 'auto' ? fastest(precision) : named(name, precision)
}

function named(name: EngineName, precision: Precision): Engine {
  const engine = engines.find(candidate => candidate.name === name)
  if (!engine) throw unknownEngine(name)
  requirePrecision(name, precision)
  return engine
}

function unknownEngine(name: string): UsageError {
  const names = ['auto', ...engines.map(engine => engine.name)]
  const guess = nearest(name, names)
  const hint = guess ? `Did you mean "${guess}"?` : undefined
  return new UsageError(`unknown engine "${name}", expected one of: ${names.join(', ')}`, { hint })
}

async function fastest(precision: Precision): Promise<Engine> {
  const able = engines.filter(engine => engine.precisions.includes(precision))
  for (const engine of able) if (await engine.find()) return engine
  const names = able.map(engine => engine.name)
  throw new EnvironmentError(`no engine on this machine computes in ${precision}`, {
    hint: `Install one that does with: dfpir setup ${names[0]}`,
  })
}
