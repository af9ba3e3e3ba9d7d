import { StatusLine } from '@dfpir/core/node'

/** A function that shows lines of an installation on stderr: rewritten in place on a terminal, now and then elsewhere. */
export function installReporter(): (message: string) => void {
  const line = new StatusLine()
  return message => line.show(() => [message])
}
