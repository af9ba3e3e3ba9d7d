import { printJson } from '@dfpir/terminal'
import { Command, Option } from 'commander'
import type { ConvertOptions } from './convert-checkpoint.js'

const examples = `
Examples:
  dfpir convert net.pth -o net.safetensors
  dfpir convert net.safetensors -o net.onnx
  dfpir convert net.pth -o net.safetensors --prompts embeddings.safetensors

Weights that come without prompts, as PyTorch's do, cannot restore photographs with a network that is told the
degradation. --prompts adds their embeddings: a file with a tensor for each, named as dfpir names them (denoise-25,
derain, dehaze, deblur, lowlight).
`

/** `dfpir convert`: the network's weights of any file as safetensors or ONNX. */
export function createConvertCommand(): Command {
  return new Command('convert')
    .description('write the weights of any file of weights as safetensors or ONNX')
    .argument('<checkpoint>', 'a file of weights, a folder with model.safetensors, or a model on the hub')
    .requiredOption('-o, --output <file>', 'what to write: .safetensors or .onnx')
    .option('-f, --force', 'overwrite an existing file')
    .addOption(new Option('--dtype <name>', 'how to store the weights (default: as they are)').choices(['f32', 'f16']))
    .option('--prompts <file>', "embeddings of prompts to add, in place of the weights' own")
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(convert)
}

async function convert(location: string, options: ConvertOptions & { json?: boolean }): Promise<void> {
  const { convertCheckpoint } = await import('./convert-checkpoint.js') // brings tfjs: not needed for --help
  const converted = await convertCheckpoint(location, options)
  if (options.json) printJson(converted)
  else process.stdout.write(`${converted.output}: ${converted.tensors} tensors\n`)
}
