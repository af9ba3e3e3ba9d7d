import { printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import type { EncodeTextsOptions } from './encode-texts.js'
import { addEncoderOptions } from './encoder-options.js'

const examples = `
Examples:
  dfpir prompts encode "Rain degradation with rain lines" --encoder clip/ -o rain.safetensors
  dfpir prompts encode "Motion blur" --encoder Xenova/clip-vit-base-patch32 -o blur.safetensors

The file holds one tensor [512] per text. A text of the vocabulary gets its prompt's name (denoise-25, derain, …); other
texts are named text-1, text-2 and so on. dfpir convert --prompts accepts a file only if all its tensors have prompt names.
`

/** `dfpir prompts encode`: writes the embeddings of texts to a file. */
export function createEncodeCommand(): Command {
  const command = new Command('encode')
    .description('write the embeddings of texts to a file')
    .argument('<text...>', 'the texts to encode')
    .requiredOption('-o, --output <file>', 'the .safetensors file to write')
    .option('-f, --force', 'overwrite an existing file')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
  return addEncoderOptions(command).action(encode)
}

async function encode(texts: string[], options: EncodeTextsOptions & { json?: boolean }): Promise<void> {
  const { encodeTexts } = await import('./encode-texts.js') // brings tfjs: not needed for --help
  const encoded = await encodeTexts(texts, options)
  if (options.json) printJson(encoded)
  else process.stdout.write(`${encoded.output}: ${encoded.prompts.map(({ name }) => name).join(', ')}\n`)
}
