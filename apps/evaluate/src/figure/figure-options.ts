import { type Figure, figureFormat, writeFigure } from '@dfpir/figures'
import { checkOutputFile, parseSeed, printJson } from '@dfpir/terminal'
import { type Command, Option } from 'commander'

/** What {@link addFigureOptions} adds to a command. */
export interface FigureOptions {
  output: string
  force?: boolean
  json?: boolean
}

/** A figure, and what is in it. */
export interface DrawnFigure {
  readonly figure: Figure
  /** For `--json`. */
  readonly data: object
  /** The same for people. */
  readonly text: string
}

/** Adds `--output`, `--force` and `--json`. */
export function addFigureOptions(command: Command): Command {
  return command
    .requiredOption('-o, --output <file>', 'the file to write: .svg or .png (360 dpi)')
    .option('-f, --force', 'overwrite an existing file')
    .option('--json', 'print one JSON object as the last line of stdout')
}

/** Adds `--model`, which may be given several times. */
export function addModels(command: Command): Command {
  const option = new Option('--model <[label=]model>', 'the weights, and their label in the figure; repeat for several')
  return command.addOption(option.argParser(collect).default([], 'those that ship with dfpir'))
}

/** Adds `--seed`. */
export function addSeed(command: Command, what: string): Command {
  return command.option('--seed <n>', what, parseSeed, 0)
}

/** Collects the values of an option that may be given several times. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

/** @throws UsageError for a file that exists or is of another kind, EnvironmentError where it cannot be written. */
export function checkFigure(path: string, force?: boolean): void {
  figureFormat(path)
  checkOutputFile(path, { force })
}

/**
 * Checks that the figure can be written, draws it, writes it, and says what is in it.
 *
 * @throws UsageError for a file that exists or is of another kind, EnvironmentError where it cannot be written
 */
export async function makeFigure(
  { output, force, json }: FigureOptions,
  draw: () => Promise<DrawnFigure>,
): Promise<void> {
  checkFigure(output, force)
  const { figure, data, text } = await draw()
  await writeFigure(output, figure)
  if (json) printJson({ ...data, output })
  else process.stdout.write(`${text}\n${output}\n`)
}
