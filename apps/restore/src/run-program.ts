import type { Command } from 'commander'
import { runCommand } from './run-command.js'

/** The exit code that shells give to a program which SIGPIPE has ended: 128 + 13. */
const closedPipe = 141

/**
 * {@link runCommand} for a program's main module: the exit code becomes the process's. When the reader of stdout or
 * stderr goes away the process ends at once and quietly, with 141; when one of them cannot be written for another
 * reason, with a line on stderr and 1.
 */
export async function runProgram(command: Command, args: readonly string[]): Promise<void> {
  process.stdout.on('error', endUnwritable)
  process.stderr.on('error', endUnwritable)
  process.exitCode = await runCommand(command, args)
}

function endUnwritable({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(closedPipe)
  process.stderr.write(`error: the output could not be written: ${message}\n`)
  process.exit(1)
}
