import { readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { statIfThere } from './stat-if-there.js'

/** Parses a whole number of at least 1. */
export function parseCount(text: string): number {
  return parseInteger(text, 1, Number.MAX_SAFE_INTEGER, 'a whole number of at least 1')
}

/** Parses a number of threads: 1 … 1024. */
export function parseThreads(text: string): number {
  return parseInteger(text, 1, 1024, 'a whole number from 1 to 1024')
}

/** Parses a seed: a whole number of 32 bits. */
export function parseSeed(text: string): number {
  return parseInteger(text, 0, 2 ** 32 - 1, 'a whole number from 0 to 4294967295')
}

/** Parses a JPEG, WebP or AVIF quality: 1 … 100. */
export function parseQuality(text: string): number {
  return parseInteger(text, 1, 100, 'a whole number from 1 to 100')
}

/** Parses `auto`, `off` or the longest side of a tile in pixels. */
export function parseTile(text: string): 'auto' | 'off' | number {
  if (text === 'auto' || text === 'off') return text
  return parseInteger(text, 32, Number.MAX_SAFE_INTEGER, 'auto, off or a number of pixels of at least 32')
}

/** Parses a standard deviation of noise on the scale 0 … 255. */
export function parseSigma(text: string): number {
  const sigma = Number(text)
  if (text.trim() !== '' && sigma >= 0 && sigma <= 255) return sigma
  throw new InvalidArgumentError('It must be a number from 0 to 255.')
}

/** Returns a parser of values separated by commas, such as `128,256`. */
export function parseList<T>(parse: (text: string) => T): (text: string) => T[] {
  return text => text.split(',').map(part => parse(part))
}

/** Parses JSON, or the JSON file at a path. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(statIfThere(text)?.isFile() ? readFileSync(text, 'utf8') : text)
  } catch (error) {
    throw new InvalidArgumentError(`It must be JSON or a JSON file: ${error instanceof Error ? error.message : error}`)
  }
}

const units: Record<string, number> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 }

/** Parses an amount of memory such as `2GB`, `1.5 GiB` or `800M` to bytes. A kilobyte has 1024 bytes. */
export function parseMemory(text: string): number {
  const [, amount, unit] = /^\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(?:i?B)?\s*$/i.exec(text) ?? []
  const bytes = amount === undefined ? 0 : Math.floor(Number(amount) * units[unit.toUpperCase()])
  if (bytes >= 2 ** 20) return bytes
  throw new InvalidArgumentError('It must be an amount such as 2GB or 800MB.')
}

function parseInteger(text: string, least: number, most: number, what: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= least && value <= most) return value
  throw new InvalidArgumentError(`It must be ${what}.`)
}
