import { printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import type { EncodeOptions } from './encode-texts.js'
import { addEncoderOptions } from './encoder-options.js'

const examples = `
Examples:
  dfpir prompts encode "Rain degradation with rain lines" --encoder clip/ -o rain.safetensors
  dfpir prompts encode "Motion blur" --encoder Xenova/clip-vit-base-patch32 -o blur.safetensors

The file has a tensor [512] for each text, named as the prompt whose text it is (denoise-25, derain, …), others text-1,
text-2 … as they come. dfpir convert --prompts takes files whose tensors are all named as prompts.
`

/** `dfpir prompts encode`: embeddings of texts in a file. */
export function createEncodeCommand(): Command {
  const command = new Command('encode')
    .description('write the embeddings of texts to a file')
    .argument('<text...>', 'what to encode')
    .requiredOption('-o, --output <file>', 'what to write: .safetensors')
    .option('-f, --force', 'overwrite an existing file')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
  return addEncoderOptions(command).action(encode)
}

async function encode(texts: string[], options: EncodeOptions & { json?: boolean }): Promise<void> {
  const { encodeTexts } = await import('./encode-texts.js') // brings tfjs: not needed for --help
  const encoded = await encodeTexts(texts, options)
  if (options.json) printJson(encoded)
  else process.stdout.write(`${encoded.output}: ${encoded.prompts.map(({ name }) => name).join(', ')}\n`)
}
