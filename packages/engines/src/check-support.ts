import { UsageError } from '@dfpir/core'
import type { CompileOptions, Engine } from './engine.js'

/** True when the engine has the precision and the device. */
export function supports(engine: Engine, { precision = 'f32', device = 'cpu' }: CompileOptions): boolean {
  return engine.precisions.includes(precision) && engine.devices.includes(device)
}

/** @throws UsageError when the engine lacks the precision or the device. */
export function checkSupport(engine: Engine, { precision = 'f32', device = 'cpu' }: CompileOptions): void {
  const { name, precisions, devices } = engine
  if (!precisions.includes(precision)) {
    const hint = `It computes in: ${precisions.join(', ')}.`
    throw new UsageError(`the engine ${name} does not compute in ${precision}`, { hint })
  }
  if (!devices.includes(device)) {
    const hint = `It runs on: ${devices.join(', ')}.`
    throw new UsageError(`the engine ${name} does not run on ${device}`, { hint })
  }
}
