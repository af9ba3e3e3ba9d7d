import { availableParallelism } from 'node:os'
import { UsageError } from '@dfpir/core'
import { type EngineName, engineNames } from '@dfpir/engines'
import { type NetworkConfig, parseNetwork } from '@dfpir/model'
import { addEngineOptions, type EngineOptions, parseCount, parseJson, peakRssBytes, printJson } from '@dfpir/terminal'
import { Command } from 'commander'
import { benchForward } from './bench-forward.js'
import { benchTrainStep } from './bench-train-step.js'
import type { Timing } from './timing.js'

/** An engine, or tfjs's eager backend for Node, which runs training steps operation by operation. */
type BenchEngine = EngineName | 'eager'

interface BenchCommandOptions extends Omit<EngineOptions, 'engine'> {
  engine: BenchEngine | 'auto'
  config?: unknown
  model?: string
  size: number
  batch: number
  repeats: number
  json?: boolean
}

type Settings = Required<Omit<BenchCommandOptions, 'config' | 'model' | 'json'>> & {
  config?: NetworkConfig
  model?: string
  onStep: (what: string) => void
}

/** `dfpir bench`: times forward passes and training steps after a warm-up. */
export function createBenchCommand(): Command {
  return new Command('bench')
    .description('time forward passes or training steps')
    .addCommand(
      benchCommand('forward', 'one forward pass, compiled as dfpir restore does', 256, runForward).option(
        '--model <id|folder|file>',
        'weights to use in place of random ones, such as dfpir-small',
      ),
    )
    .addCommand(benchCommand('train-step', 'one training step: forward, L1, backward, Adam', 128, runTrainStep))
}

type Run = (settings: Settings) => Promise<{ engine: BenchEngine; timing: Timing }>

function benchCommand(name: string, description: string, size: number, run: Run): Command {
  const command = new Command(name)
    .description(description)
    .option('--config <json>', 'the network, as JSON or a JSON file; every key is optional', parseJson)
    .option('--size <n>', 'height and width of the picture', parseCount, size)
    .option('--batch <n>', 'pictures per batch', parseCount, 1)
    .option('--repeats <n>', 'number of timed runs', parseCount, 3)
    .option('--json', 'print one JSON object as the last line of stdout')
  return addEngineOptions(command, [...engineNames, 'eager']).action(async (options: BenchCommandOptions) => {
    const { config, json, threads = availableParallelism(), ...rest } = options
    const onStep = (what: string) => void process.stderr.write(`${what}\n`)
    const settings = { ...rest, threads, onStep, ...(config !== undefined && { config: parseNetwork(config) }) }
    const { engine, timing } = await run(settings)
    report(description, engine, timing, settings, json ?? false)
  })
}

const runForward: Run = ({ engine, ...settings }) => {
  if (engine !== 'eager') return benchForward({ ...settings, engine })
  throw new UsageError('eager cannot run forward passes, only engines can')
}

const runTrainStep: Run = async settings => {
  const engine = settings.engine === 'auto' ? 'tensorflow' : settings.engine
  const [eager, bf16] = [engine === 'eager', settings.precision === 'bf16']
  if (!eager && engine !== 'tensorflow') {
    throw new UsageError(`training steps run on tensorflow or eager, not on ${engine}`)
  }
  if (eager && bf16) throw new UsageError('eager training steps run in f32 only')
  const device = settings.device
  if (device === 'webgpu' || (device === 'cuda' && (bf16 || eager))) {
    throw new UsageError(
      `training steps run on cpu, or compiled in f32 on cuda, not ${settings.precision} on ${device}`,
    )
  }
  const config = settings.config ?? parseNetwork()
  const timing = await benchTrainStep({ ...settings, config, bf16, eager, device })
  return { engine, timing }
}

function report(what: string, engine: BenchEngine, seconds: Timing, settings: Settings, json: boolean): void {
  const { precision, size, batch, threads } = settings
  const peak = peakRssBytes()
  if (json) {
    printJson({ engine, precision, size, batch, threads, seconds, peakRssBytes: peak })
    return
  }
  console.log(`${what}, on ${engine} in ${precision}: ${batch} × ${size} × ${size}, ${threads} threads`)
  console.log(
    `${seconds.min.toFixed(3)} s at best, ${seconds.median.toFixed(3)} s median, ${(peak / 2 ** 30).toFixed(2)} GiB peak`,
  )
}
