import { UsageError } from '@dfpir/core'
import type { ImageFormat } from '@dfpir/images'

/** Denotes stdin as an input, and stdout as the output. */
export const standardStream = '-'

/** Whether the input is stdin, and whether the result goes to stdout. */
export interface StandardStreams {
  readonly stdin: boolean
  readonly stdout: boolean
}

interface StreamOptions {
  output?: string
  json?: boolean
  format?: ImageFormat
}

/**
 * Determines which standard streams are used. A picture from stdin goes to stdout unless `-o` names a file.
 *
 * @throws UsageError for impossible combinations: a stream among several pictures, JSON and a picture on one stream, a
 * picture on a terminal.
 */
export function standardStreams(inputs: readonly string[], { output, json }: StreamOptions): StandardStreams {
  const stdin = inputs.includes(standardStream)
  const stdout = output === standardStream || (stdin && output === undefined)
  if (stdin && inputs.length > 1) throw new UsageError('stdin (-) cannot be restored together with other pictures')
  if (stdin && process.stdin.isTTY) {
    throw new UsageError('stdin is a terminal, not a picture', {
      hint: 'Pipe a picture in: dfpir restore - < photo.jpg',
    })
  }
  if (!stdout) return { stdin, stdout }
  if (json) throw new UsageError('--json and the picture cannot both go to stdout', { hint: 'Name a file with -o.' })
  if (process.stdout.isTTY) {
    throw new UsageError('a picture cannot be written to a terminal', {
      hint: 'Name a file with -o, or pipe the output.',
    })
  }
  return { stdin, stdout }
}
