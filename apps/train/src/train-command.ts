import { interruptible, printJson } from '@dfpir/app-restore'
import { formatDuration } from '@dfpir/core/node'
import { readTrainingConfig, type TrainResult, train } from '@dfpir/trainer'
import { Command } from 'commander'

interface TrainCommandOptions {
  config: string
  resume?: boolean
  json?: boolean
}

/** `dfpir train`: trains a network as a YAML file says. Ctrl-C saves a checkpoint and ends; a second one ends at once. */
export function createTrainCommand(): Command {
  return new Command('train')
    .description('train a network as a YAML file says; Ctrl-C saves a checkpoint and ends')
    .requiredOption('--config <file>', 'the training file')
    .option('--resume', 'continue the run in the output folder, if there is one')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', '\nExample:\n  dfpir train --config examples/denoise.yaml\n')
    .action(runTrain)
}

async function runTrain({ config: path, resume, json }: TrainCommandOptions): Promise<void> {
  const config = await readTrainingConfig(path)
  const begun = performance.now()
  const result = await interruptible(signal => train(config, { resume, signal }))
  const { steps, loss, checkpoint } = result
  if (json) printJson({ steps, loss, checkpoint })
  else console.log(summary(result, (performance.now() - begun) / 1000))
}

function summary({ steps, loss, checkpoint, finished }: TrainResult, seconds: number): string {
  const state = finished ? 'The run is complete:' : 'Stopped early, after'
  const next = finished ? '' : '\nContinue it with --resume.'
  return `${state} ${steps} steps, loss ${loss.toFixed(5)}, ${formatDuration(seconds)} this time.\nWeights: ${checkpoint}${next}`
}
