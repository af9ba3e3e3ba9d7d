import { readFile } from 'node:fs/promises'
import { DataError, UsageError } from '@dfpir/core'
import { systemReason } from '@dfpir/core/node'
import { parse, YAMLParseError } from 'yaml'

/**
 * Reads a YAML file.
 *
 * @param kind description of the file, such as "the training file"
 * @throws UsageError if it cannot be read, DataError if it is not YAML
 */
export async function readYaml(path: string, kind: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new UsageError(`cannot read ${kind} ${path}: ${systemReason(cause)}`, { cause })
  })
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const [fault] = error.message.split(':\n') // followed by an excerpt of the file
    throw new DataError(`${path} is not valid YAML: ${fault}`)
  }
}
