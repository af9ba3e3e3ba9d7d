import { availableParallelism } from 'node:os'
import { UsageError } from '@dfpir/core'
import { type EngineName, engineNames, type Precision } from '@dfpir/engines'
import { type DfpirConfig, parseConfig } from '@dfpir/model'
import { Command, InvalidArgumentError, Option } from 'commander'
import { benchForward } from './bench-forward.js'
import { benchTrainStep } from './bench-train-step.js'
import { peakRssBytes, type Timing } from './timing.js'

interface BenchCommandOptions {
  config: DfpirConfig
  size: number
  batch: number
  threads: number
  repeats: number
  engine: EngineName | 'auto'
  precision: Precision
  json?: boolean
}

/** `dfpir bench`: forward passes and training steps of a random network, timed after a warm-up. */
export function createBenchCommand(): Command {
  return new Command('bench')
    .description('time forward passes or training steps of a random network')
    .addCommand(benchCommand('forward', 'one forward pass, as a restore runs it', runForward))
    .addCommand(benchCommand('train-step', 'one training step: forward, L1, backward, Adam', runTrainStep))
}

function benchCommand(
  name: string,
  description: string,
  run: (options: BenchCommandOptions) => Promise<void>,
): Command {
  return new Command(name)
    .description(description)
    .option('--config <json>', 'the network, as JSON; every key is optional', parseNetwork, parseConfig({}))
    .option('--size <n>', 'height and width of the picture', parseCount, name === 'forward' ? 256 : 128)
    .option('--batch <n>', 'pictures at once', parseCount, 1)
    .option('--threads <n>', 'threads of the engine', parseCount, availableParallelism())
    .option('--repeats <n>', 'timed runs', parseCount, 3)
    .addOption(new Option('--engine <name>', 'what runs it').choices(['auto', ...engineNames]).default('auto'))
    .addOption(new Option('--precision <name>', 'arithmetic').choices(['f32', 'bf16']).default('f32'))
    .option('--json', 'print one JSON object as the last line of stdout')
    .action(run)
}

async function runForward(options: BenchCommandOptions): Promise<void> {
  const { engine, timing } = await benchForward(options)
  print('forward pass', engine, timing, options)
}

async function runTrainStep(options: BenchCommandOptions): Promise<void> {
  if (options.engine !== 'auto' && options.engine !== 'tensorflow') {
    throw new UsageError(`training steps run on tensorflow, not on ${options.engine}`)
  }
  const timing = await benchTrainStep({ ...options, bf16: options.precision === 'bf16' })
  print('training step', 'tensorflow', timing, options)
}

function print(what: string, engine: EngineName, timing: Timing, options: BenchCommandOptions): void {
  const { precision, size, batch, threads } = options
  const peak = peakRssBytes()
  if (options.json) {
    console.log(JSON.stringify({ engine, precision, size, batch, threads, seconds: timing, peakRssBytes: peak }))
    return
  }
  const shape = `${batch}×${size}×${size}, ${threads} threads`
  console.log(
    `${what} on ${engine} (${precision}, ${shape}): ${timing.min.toFixed(3)} s at best, ${timing.median.toFixed(3)} s median`,
  )
  console.log(`peak memory ${(peak / 2 ** 30).toFixed(2)} GiB`)
}

function parseNetwork(text: string): DfpirConfig {
  try {
    return parseConfig(JSON.parse(text))
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}

function parseCount(text: string): number {
  const count = Number(text)
  if (!Number.isInteger(count) || count < 1) throw new InvalidArgumentError('It must be a whole number of at least 1.')
  return count
}
