import { EnvironmentError, UsageError } from '@dfpir/core'
import { Queue } from 'bullmq'
import { Redis } from 'ioredis'
import type { TrialResult } from '../trial-result.js'
import type { QueuedTrial } from './trial-job.js'

/** The queue's name in Redis. */
export const queueName = 'dfpir-trials'

/** Milliseconds to wait for Redis's first answer. */
const patience = 5000

/**
 * The options of a connection that survives a temporary outage of Redis.
 *
 * @throws UsageError for anything but a Redis URL
 */
export function connectionOf(url: string) {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new UsageError(`expected the URL of a Redis server, got ${withoutPassword(url)}`, {
      hint: 'Use for example redis://localhost:6379, or rediss:// with TLS.',
    })
  }
  return { url, maxRetriesPerRequest: null }
}

/**
 * Checks that Redis answers.
 *
 * @throws EnvironmentError if it does not
 */
export async function requireRedis(url: string): Promise<void> {
  connectionOf(url)
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: patience })
  let reason = ''
  redis.on('error', error => {
    reason = error.message
  })
  try {
    await redis.connect()
    await redis.ping()
  } catch (cause) {
    throw new EnvironmentError(`Redis at ${withoutPassword(url)} does not answer: ${reason || String(cause)}`, {
      cause,
      hint: 'Start a server, for example: redis-server (apt-get install redis-server, brew install redis).',
    })
  } finally {
    redis.disconnect()
  }
}

/** Opens the queue of trials on a running Redis server. */
export async function openQueue(url: string): Promise<Queue<QueuedTrial, TrialResult>> {
  await requireRedis(url)
  const queue = new Queue<QueuedTrial, TrialResult>(queueName, { connection: connectionOf(url) })
  queue.on('error', () => {}) // it reconnects automatically
  return queue
}

/** The URL without its password, for messages. */
function withoutPassword(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//…@')
}
