import { type Figure, figureFormat, writeFigure } from '@dfpir/figures'
import { checkOutputFile, parseSeed, printJson } from '@dfpir/terminal'
import { type Command, Option } from 'commander'

/** The options that {@link addFigureOptions} adds to a command. */
export interface FigureOptions {
  output: string
  force?: boolean
  json?: boolean
}

/** A figure and its contents. */
export interface DrawnFigure {
  readonly figure: Figure
  /** The output of `--json`. */
  readonly data: object
  /** The same as human-readable text. */
  readonly text: string
}

/** Adds `--output`, `--force` and `--json`. */
export function addFigureOptions(command: Command): Command {
  return command
    .requiredOption('-o, --output <file>', 'the file to write: .svg, .pdf or .png (360 dpi)')
    .option('-f, --force', 'overwrite an existing file')
    .option('--json', 'print one JSON object as the last line of stdout')
}

/** Adds `--model`, which can be repeated. */
export function addModels(command: Command): Command {
  const option = new Option('--model <[label=]model>', 'the weights, and their label in the figure; repeat for several')
  return command.addOption(option.argParser(collect).default([], 'those that ship with dfpir'))
}

/** Adds `--seed`. */
export function addSeed(command: Command, what: string): Command {
  return command.option('--seed <n>', what, parseSeed, 0)
}

/** Collects the values of an option that can be repeated. */
export function collect(value: string, earlier: readonly string[]): readonly string[] {
  return [...earlier, value]
}

/** @throws UsageError if the file exists or has another extension, EnvironmentError if it cannot be written. */
export function checkFigure(path: string, force?: boolean): void {
  figureFormat(path)
  checkOutputFile(path, { force })
}

/**
 * Checks that the figure can be written, draws it, writes it, and prints its contents.
 *
 * @throws UsageError if the file exists or has another extension, EnvironmentError if it cannot be written
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
