import { UsageError } from '@dfpir/core'
import type { CompileOptions, Engine } from './engine.js'

/** Returns whether the engine supports the precision and the device, also together. */
export function supports(engine: Engine, options: CompileOptions): boolean {
  const { precision = 'f32', device = 'cpu' } = options
  return engine.precisions.includes(precision) && engine.devices.includes(device) && !isBf16Elsewhere(options)
}

/** @throws UsageError if the engine lacks the precision, the device, or their combination. */
export function checkSupport(engine: Engine, options: CompileOptions): void {
  const { precision = 'f32', device = 'cpu' } = options
  const { name, precisions, devices } = engine
  if (!precisions.includes(precision)) {
    const hint = `Its precisions are: ${precisions.join(', ')}.`
    throw new UsageError(`the engine ${name} does not support ${precision}`, { hint })
  }
  if (!devices.includes(device)) {
    throw new UsageError(`the engine ${name} does not run on ${device}`, { hint: `It runs on: ${devices.join(', ')}.` })
  }
  if (isBf16Elsewhere(options)) {
    throw new UsageError(`bf16 runs only on the cpu, not on ${device}`, { hint: 'Omit the precision or the device.' })
  }
}

function isBf16Elsewhere({ precision, device = 'cpu' }: CompileOptions): boolean {
  return precision === 'bf16' && device !== 'cpu'
}
