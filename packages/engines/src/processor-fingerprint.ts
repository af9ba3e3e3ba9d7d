import { createHash } from 'node:crypto'
import { processorFlags } from '@dfpir/core/node'

/** Returns a text that changes with the processor's features: a graph optimised for one kind may be wrong or slow on another. */
export function processorFingerprint(): string {
  const flags = [...processorFlags()].sort().join(' ')
  return `${process.platform}-${process.arch}-${createHash('sha256').update(flags).digest('hex').slice(0, 12)}`
}
