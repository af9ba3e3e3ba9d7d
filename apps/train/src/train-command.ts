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
    .description('train a network as a YAML file says')
    .requiredOption('--config <file>', 'the training file')
    .option('--resume', 'continue the run in the output folder')
    .option('--json', 'print one JSON object as the last line of stdout')
    .addHelpText('after', '\nExample:\n  dfpir train --config examples/denoise.yaml\n')
    .action(runTrain)
}

async function runTrain({ config: path, resume, json }: TrainCommandOptions): Promise<void> {
  const config = await readTrainingConfig(path)
  const begun = performance.now()
  const result = await interruptible(signal => train(config, { resume, signal }))
  const { steps, loss, checkpoint } = result
  if (json) console.log(JSON.stringify({ steps, loss, checkpoint }))
  else console.log(summary(result, (performance.now() - begun) / 1000))
}

function summary({ steps, loss, checkpoint, finished }: TrainResult, seconds: number): string {
  const what = finished ? 'Trained' : 'Stopped early: trained'
  const next = finished ? '' : '\nContinue it with --resume.'
  return `${what} ${steps} steps in ${formatDuration(seconds)}, loss ${loss.toFixed(5)}.\nWeights: ${checkpoint}${next}`
}

/** The first interrupt aborts the signal, so that work ends in good order; the second one kills. */
async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => {
    if (controller.signal.aborted) process.exit(130)
    process.stderr.write('\nstopping after this step …\n')
    controller.abort()
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop)
  }
}
