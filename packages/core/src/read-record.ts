import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DataError } from './errors.js'
import { readFailure } from './read-failure.js'

/**
 * What a JSON file records; undefined if there is no such file.
 *
 * @param parse throws for a value that is something else
 * @param what completes "… is not what"
 * @throws DataError for a file that cannot be read or is something else
 */
export async function readRecord<T>(path: string, parse: (value: unknown) => T, what: string): Promise<T | undefined> {
  if (!existsSync(path)) return undefined
  const text = await readFile(path, 'utf8').catch(cause => {
    throw readFailure(path, cause)
  })
  try {
    return parse(JSON.parse(text))
  } catch (cause) {
    throw new DataError(`${path} is not what ${what}`, { cause })
  }
}
