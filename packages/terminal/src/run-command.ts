import { DfpirError, UsageError } from '@dfpir/core'
import { type Command, CommanderError } from 'commander'

/** How a command ended: 0 done, 1 failed (some of it may be done), 2 wrong usage, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130

/** The exit code that shells report for a program that SIGPIPE ended: 128 + 13. */
const closedPipe = 141

/**
 * Runs a command with the arguments after its name and returns the exit code. It never throws. Prints a
 * {@link DfpirError} on stderr as one line and its hint as a second one; any other error is a defect of this program
 * and is printed with its stack.
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

/**
 * {@link runCommand} for a program's main module: sets the exit code of the process. If the reader of stdout or stderr
 * closes it, the process ends silently with 141. If one of them cannot be written for another reason, the process
 * prints an error and ends with 1.
 */
export async function runProgram(command: Command, args: readonly string[]): Promise<void> {
  watchOutput()
  process.exitCode = await runCommand(command, args)
}

/**
 * Parses the arguments of a script: a main module of top-level statements, which reads `command.processedArgs` and
 * `command.opts()`. From here on, whatever the module throws ends the process with the message and exit code of
 * {@link runProgram}.
 */
export function startScript(command: Command, args: readonly string[] = process.argv.slice(2)): void {
  watchOutput()
  process.on('uncaughtException', error => process.exit(reportError(error)))
  overrideExit(command)
  command.parse(args, { from: 'user' })
}

function watchOutput(): void {
  process.stdout.on('error', endUnwritable)
  process.stderr.on('error', endUnwritable)
}

function endUnwritable({ code, message }: NodeJS.ErrnoException): never {
  if (code === 'EPIPE') process.exit(closedPipe)
  process.stderr.write(`error: cannot write the output: ${message}\n`)
  process.exit(1)
}

/** Makes commander throw instead of ending the process, in subcommands too. */
function overrideExit(command: Command): void {
  command.exitOverride().showHelpAfterError('(add --help for usage)')
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

/** Prints an error's message on stderr, and its hint on a separate line. */
export function printError(error: DfpirError): void {
  process.stderr.write(`error: ${error.message}\n`)
  if (error.hint) process.stderr.write(`hint: ${error.hint}\n`)
}

/** True for the error that an aborted `AbortSignal` throws. */
export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'name' in error && error.name === 'AbortError'
}
