import { printJson } from '@dfpir/terminal'
import { Command } from 'commander'

interface ListCommandOptions {
  model?: string
  json?: boolean
}

const examples = `
Examples:
  dfpir prompts list
  dfpir prompts list --model model.safetensors --json
`

/** `dfpir prompts list`: lists the prompts that a network was trained with. */
export function createListCommand(): Command {
  return new Command('list')
    .description('list the prompts stored in a checkpoint')
    .option('--model <id|folder|file>', 'the weights (default: those that ship with dfpir)')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(list)
}

async function list({ model, json }: ListCommandOptions): Promise<void> {
  const { formatPrompts, listPrompts } = await import('./list-prompts.js') // brings tfjs: not needed for --help
  const listing = await listPrompts(model)
  if (json) printJson(listing)
  else process.stdout.write(`${formatPrompts(listing)}\n`)
}
