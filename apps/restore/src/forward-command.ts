import { addEngineOptions, parseJson, printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import type { ForwardFilesOptions } from './forward-files.js'

const examples = `
Example:
  dfpir forward --weights weights.safetensors --input io.safetensors --output out.safetensors

Tensors have PyTorch's layout. The input file holds "input" [B, 3, H, W] and, for networks that take prompts,
"prompt" [B, 512]. The command writes "output". The weights show which network they belong to, as dfpir inspect prints it.
What they do not show has the paper's values; to set it, describe the network: --config '{"dim":48,"gamma":0.8}'.
`

/** `dfpir forward`: one forward pass on tensors from a file, for comparison with other implementations. */
export function createForwardCommand(): Command {
  const command = new Command('forward')
    .description('run the network once on tensors from a safetensors file')
    .requiredOption('--weights <file>', 'the weights under their published names: safetensors, PyTorch or ONNX')
    .option('--config <json>', 'the network, as JSON or a JSON file (default: recognised from the weights)', parseJson)
    .requiredOption('--input <file>', 'a safetensors file with "input" and, if the network uses it, "prompt"')
    .requiredOption('--output <file>', 'the safetensors file to write "output" to')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(run)
  return addEngineOptions(command)
}

async function run(options: ForwardFilesOptions & { json?: boolean }): Promise<void> {
  const { forwardFiles } = await import('./forward-files.js') // brings tfjs: not needed for --help
  const { shape, seconds } = await forwardFiles(options)
  if (options.json) printJson({ seconds })
  else process.stdout.write(`${options.output}: output [${shape.join(', ')}] in ${seconds.toFixed(2)} s\n`)
}
