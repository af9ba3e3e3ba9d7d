import { DfpirError, UsageError } from '@dfpir/core'
import { type Command, CommanderError } from 'commander'

/** How a command ended: 0 done, 1 failed (some of it may be done), 2 wrong usage, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130

/**
 * Runs a command with the arguments that follow its name and returns the exit code; nothing is thrown. Errors that are
 * meant for people are printed on stderr as one line and their hint as a second one; anything else is a defect of this
 * program and is printed with its stack.
 */
export async function runCommand(command: Command, args: readonly string[]): Promise<ExitCode> {
  overrideExit(command)
  try {
    await command.parseAsync(args, { from: 'user' })
    return 0
  } catch (error) {
    return reportError(error)
  }
}

/** Makes commander throw instead of ending the process, in subcommands too. */
function overrideExit(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for what there is)')
  for (const subcommand of command.commands) overrideExit(subcommand)
}

function reportError(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2 // commander has printed it
  if (DfpirError.isInstance(error)) {
    printError(error)
    return error instanceof UsageError || error.name === 'UsageError' ? 2 : 1
  }
  if (isAbort(error)) {
    process.stderr.write('stopped\n')
    return 130
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`error: unexpected failure, please report it\n${text}\n`)
  return 1
}

/** Prints an error's message on stderr, and its hint on a line of its own. */
export function printError(error: DfpirError): void {
  process.stderr.write(`error: ${error.message}\n`)
  if (error.hint) process.stderr.write(`hint: ${error.hint}\n`)
}

/** True for what an aborted `AbortSignal` throws. */
export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
}
