import { DataError } from '@dfpir/core'
import { parseCheckpoint } from './read-checkpoint.js'

const maxSeconds = 1
const maxGrowth = 256 * 2 ** 20

/** The message of the DataError that bytes are refused with: within a second of computing, and without taking memory. */
export function expectRefused(bytes: Uint8Array): string {
  const memory = process.memoryUsage.rss()
  const before = process.cpuUsage()
  const error = refusal(bytes)
  const { user, system } = process.cpuUsage(before)
  expect((user + system) / 1e6).toBeLessThan(maxSeconds)
  expect(process.memoryUsage.rss() - memory).toBeLessThan(maxGrowth)
  expect(error).toBeInstanceOf(DataError)
  expect(error.message).toMatch(/^evil\.pth/)
  return error.message
}

function refusal(bytes: Uint8Array): Error {
  try {
    parseCheckpoint(bytes, 'evil.pth')
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('it was not refused')
}
