import { printJson } from '@dfpir/terminal'
import { Command } from 'commander'

const examples = `
Examples:
  dfpir inspect training.pth.tar
  dfpir inspect model.safetensors --json

The command reads .safetensors, PyTorch (.pth, .pt, .ckpt, .pth.tar) and .onnx files, detects the format from their content,
and never executes anything in them.
`

/** `dfpir inspect`: shows the network and the contents of a checkpoint. */
export function createInspectCommand(): Command {
  return new Command('inspect')
    .description('show what a checkpoint contains: the network and its tensors')
    .argument('<checkpoint>', 'a checkpoint file, a folder with model.safetensors, or a model on the hub')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', examples)
    .action(inspect)
}

async function inspect(location: string, { json }: { json?: boolean }): Promise<void> {
  const [{ inspectCheckpoint }, { formatInspection }] = await Promise.all([
    import('./inspect-checkpoint.js'), // brings tfjs: not needed for --help
    import('./format-inspection.js'),
  ])
  const inspection = await inspectCheckpoint(location)
  if (json) printJson(inspection)
  else process.stdout.write(`${formatInspection(inspection)}\n`)
}
