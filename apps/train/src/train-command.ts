import { join } from 'node:path'
import { formatDuration } from '@dfpir/core/node'
import { interruptible, printJson } from '@dfpir/terminal'
import { readTrainingConfig, type TrainResult, train } from '@dfpir/trainer'
import { Command } from 'commander'

interface TrainCommandOptions {
  config: string
  resume?: boolean
  device?: string
  json?: boolean
}

/** `dfpir train`: trains a network from a YAML file. Ctrl-C saves a checkpoint and stops; a second one stops at once. */
export function createTrainCommand(): Command {
  return new Command('train')
    .description('train a network from a YAML training file; Ctrl-C saves a checkpoint and stops')
    .requiredOption('--config <file>', 'the training file')
    .option('--resume', 'continue the run in the output folder, if there is one')
    .option('--device <name>', 'auto, cpu, cuda or cuda:N, in place of the device in the file')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', '\nExample:\n  dfpir train --config examples/denoise.yaml\n')
    .action(runTrain)
}

async function runTrain({ config: path, resume, device, json }: TrainCommandOptions): Promise<void> {
  const config = await readTrainingConfig(path, device === undefined ? undefined : { device })
  const begun = performance.now()
  for (const line of places(config.output)) console.error(line)
  const onNote = (note: string) => console.error(note)
  const result = await interruptible(signal => train(config, { resume, signal, onNote }))
  const { steps, loss, checkpoint, best } = result
  if (json) printJson({ steps, loss, checkpoint, best })
  else console.log(summary(result, (performance.now() - begun) / 1000))
}

function places(output: string): string[] {
  return [
    `weights      ${join(output, 'model')}`,
    `log          ${join(output, 'log.jsonl')}`,
    `TensorBoard  tensorboard --logdir ${join(output, 'tensorboard')}`,
  ]
}

function summary({ steps, loss, checkpoint, best, finished }: TrainResult, seconds: number): string {
  const took = `${formatDuration(seconds)} this time`
  if (steps === 0) return `Stopped before the first step, ${took}.`
  const lines = [
    `${finished ? 'The run is complete:' : 'Stopped early, after'} ${steps} steps, loss ${loss.toFixed(5)}, ${took}.`,
    `Weights: ${checkpoint}`,
    ...(best ? [`Best in validation: ${best}`] : []),
    ...(finished ? [] : ['Continue it with --resume.']),
  ]
  return lines.join('\n')
}
