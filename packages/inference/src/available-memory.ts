import { freemem, totalmem } from 'node:os'

/**
 * How much memory this process can have, in bytes: what it has and what is free. On Linux that counts caches that can be
 * dropped (MemAvailable) and respects the limit of its container; elsewhere what the system calls free leaves caches
 * out, and a quarter of the machine's memory is the least that is assumed.
 */
export function availableMemory(): number {
  const limit = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY)
  const least = process.platform === 'linux' ? 0 : totalmem() / 4
  return Math.min(limit, Math.max(freemem(), least) + process.memoryUsage.rss())
}
