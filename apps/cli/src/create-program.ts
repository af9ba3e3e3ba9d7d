import { Command } from 'commander'
import { commands, type LazyCommand } from './commands.js'

const examples = `
Examples:
  dfpir restore photo.jpg
  dfpir restore photos/ -o restored/ --task derain
  dfpir restore photo.jpg --prompt "remove the rain"
  dfpir evaluate denoise --data photos/ --sigma 25
  dfpir help restore
`

/**
 * Creates the `dfpir` command for one command line. Only the subcommand that the arguments name is loaded. The others
 * have just a name and a summary, for the help and for suggestions.
 */
export async function createProgram(args: readonly string[], version: string): Promise<Command> {
  const program = new Command('dfpir')
    .description('All-in-one image restoration.')
    .version(version, '-V, --version')
    .helpOption('-h, --help')
    .enablePositionalOptions() // a subcommand may have options with the same names as its parent's
    .addHelpText('after', examples)
  const wanted = wantedCommand(args)
  for (const lazy of commands) {
    program.addCommand(lazy.name === wanted ? (await lazy.load()).summary(lazy.summary) : placeholder(lazy))
  }
  return program
}

/** Returns `restore` for `dfpir restore …` and `dfpir help restore`. */
function wantedCommand(args: readonly string[]): string | undefined {
  const words = args.filter(argument => !argument.startsWith('-'))
  return words[0] === 'help' ? words[1] : words[0]
}

function placeholder({ name, summary }: LazyCommand): Command {
  return new Command(name).summary(summary)
}
