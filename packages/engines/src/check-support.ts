import { UsageError } from '@dfpir/core'
import type { CompileOptions, Engine } from './engine.js'

/** True when the engine has the precision and the device, and both at once. */
export function supports(engine: Engine, options: CompileOptions): boolean {
  const { precision = 'f32', device = 'cpu' } = options
  return engine.precisions.includes(precision) && engine.devices.includes(device) && !isBf16Elsewhere(options)
}

/** @throws UsageError when the engine lacks the precision or the device, or one with the other. */
export function checkSupport(engine: Engine, options: CompileOptions): void {
  const { precision = 'f32', device = 'cpu' } = options
  const { name, precisions, devices } = engine
  if (!precisions.includes(precision)) {
    const hint = `It computes in: ${precisions.join(', ')}.`
    throw new UsageError(`the engine ${name} does not compute in ${precision}`, { hint })
  }
  if (!devices.includes(device)) {
    throw new UsageError(`the engine ${name} does not run on ${device}`, { hint: `It runs on: ${devices.join(', ')}.` })
  }
  if (isBf16Elsewhere(options)) {
    throw new UsageError(`bf16 is computed on the cpu only, not on ${device}`, { hint: 'Leave one of the two out.' })
  }
}

function isBf16Elsewhere({ precision, device = 'cpu' }: CompileOptions): boolean {
  return precision === 'bf16' && device !== 'cpu'
}
