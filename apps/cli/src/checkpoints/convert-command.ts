import { printJson } from '@dfpir/terminal'
import { Command, Option } from 'commander'
import type { ConvertOptions } from './convert-checkpoint.js'

const examples = `
Examples:
  dfpir convert net.pth -o net.safetensors
  dfpir convert net.safetensors -o net.onnx
  dfpir convert net.pth -o net.safetensors --prompts embeddings.safetensors

A network that takes prompts cannot restore photographs without their embeddings, and PyTorch checkpoints have none.
--prompts adds them from a file with one tensor per prompt, under dfpir's names (denoise-25, derain, dehaze, deblur,
lowlight).
`

/** `dfpir convert`: converts a checkpoint to safetensors or ONNX. */
export function createConvertCommand(): Command {
  return new Command('convert')
    .description('convert a checkpoint to safetensors or ONNX')
    .argument('<checkpoint>', 'a checkpoint file, a folder with model.safetensors, or a model on the hub')
    .requiredOption('-o, --output <file>', 'the file to write: .safetensors or .onnx')
    .option('-f, --force', 'overwrite an existing file')
    .addOption(
      new Option('--dtype <name>', 'data type of the stored weights (default: unchanged)').choices(['f32', 'f16']),
    )
    .option('--prompts <file>', "embeddings of prompts to add; they replace the checkpoint's own")
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
