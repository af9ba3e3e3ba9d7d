import { UsageError } from '@dfpir/core'
import type { EngineName, Precision } from './engine.js'

/** What each engine computes in. */
export const enginePrecisions: Readonly<Record<EngineName, readonly Precision[]>> = {
  onnxruntime: ['f32'],
  tensorflow: ['f32', 'bf16'],
}

/** @throws UsageError that names the engines which have the precision. */
export function requirePrecision(name: EngineName, precision: Precision): void {
  if (enginePrecisions[name].includes(precision)) return
  const able = Object.entries(enginePrecisions).filter(([, precisions]) => precisions.includes(precision))
  const names = able.map(([engine]) => engine)
  const hint = names.length > 0 ? `Use one that does: ${names.join(', ')}.` : 'Use one of: f32, bf16.'
  throw new UsageError(`the engine ${name} does not compute in ${precision}`, { hint })
}
