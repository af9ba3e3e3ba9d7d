import { readFile } from 'node:fs/promises'
import { DataError, UsageError } from '@dfpir/core'
import { systemReason } from '@dfpir/core/node'
import { parse, YAMLParseError } from 'yaml'

/**
 * Reads a YAML file.
 *
 * @param kind what the file is, such as "the training file"
 * @throws UsageError when it cannot be read, DataError when it is no YAML
 */
export async function readYaml(path: string, kind: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(cause => {
    throw new UsageError(`cannot read ${kind} ${path}: ${systemReason(cause)}`, { cause })
  })
  try {
    return parse(text)
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error
    const [fault] = error.message.split(':\n') // what follows is an excerpt of the file
    throw new DataError(`${path} is no valid YAML: ${fault}`)
  }
}
