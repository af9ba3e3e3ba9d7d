import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DataError } from './errors.js'
import { readFailure } from './read-failure.js'

/**
 * Reads a record from a JSON file; undefined if the file does not exist.
 *
 * @param parse validates the value; throws if it is invalid
 * @param kind the noun for the error message, such as "training record"
 * @throws DataError if the file cannot be read or is invalid
 */
export async function readRecord<T>(path: string, parse: (value: unknown) => T, kind: string): Promise<T | undefined> {
  if (!existsSync(path)) return undefined
  const text = await readFile(path, 'utf8').catch(cause => {
    throw readFailure(path, cause)
  })
  try {
    return parse(JSON.parse(text))
  } catch (cause) {
    throw new DataError(`${path} is not a valid ${kind}`, { cause })
  }
}
