import { vocabularyNames } from '@dfpir/prompts'
import { printJson } from '@dfpir/terminal'
import { Command, Option } from 'commander'
import type { AttachOptions } from './attach-prompts.js'
import { addEncoderOptions } from './encoder-options.js'

const examples = `
Examples:
  dfpir prompts attach net.pth --encoder clip/ -o net.safetensors
  dfpir prompts attach model.safetensors --encoder Xenova/clip-vit-base-patch32

The command encodes the checkpoint's own texts, or the vocabulary's if it has none. A network needs the embeddings that it was
trained with, so different embeddings replace the stored ones only with --force.
`

/** `dfpir prompts attach`: re-encodes a checkpoint's prompts from their texts. */
export function createAttachCommand(): Command {
  const command = new Command('attach')
    .description("re-encode a checkpoint's prompts from their texts")
    .argument('<checkpoint>', 'a checkpoint file, a folder with model.safetensors, or a model on the hub')
    .option('-o, --output <file>', 'the .safetensors file to write (default: the checkpoint itself, if it is one)')
    .addOption(
      new Option('--vocabulary <name>', 'replace the texts with those of this vocabulary').choices(vocabularyNames),
    )
    .option('-f, --force', 'overwrite an existing file, and replace embeddings that differ')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
  return addEncoderOptions(command).action(attach)
}

async function attach(location: string, options: AttachOptions & { json?: boolean }): Promise<void> {
  const { attachPrompts } = await import('./attach-prompts.js') // brings tfjs: not needed for --help
  const attached = await attachPrompts(location, options)
  if (options.json) printJson(attached)
  else process.stdout.write(`${attached.output}: ${attached.prompts.map(({ name }) => name).join(', ')}\n`)
}
