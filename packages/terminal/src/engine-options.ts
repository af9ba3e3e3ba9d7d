import { type Device, devices, type EngineName, engineNames, type Precision, precisions } from '@dfpir/engines'
import { type Command, Option } from 'commander'
import { parseMemory, parseThreads, parseTile } from './parse-options.js'

/** The options that {@link addEngineOptions} adds to a command. */
export interface EngineOptions {
  engine: EngineName | 'auto'
  precision: Precision
  device: Device
  threads?: number
}

/** The options that {@link addTilingOptions} adds to a command. */
export interface TilingOptions {
  tile?: 'auto' | 'off' | number
  memory?: number
}

/** The options that {@link addModelOptions} adds to a command. */
export interface ModelOptions extends TilingOptions {
  model?: string
}

/**
 * Adds `--engine`, `--precision`, `--device` and `--threads`.
 *
 * @param names the values of `--engine` in addition to `auto`
 */
export function addEngineOptions(command: Command, names: readonly string[] = engineNames): Command {
  return command
    .addOption(
      new Option('--engine <name>', 'engine that runs the network').choices(['auto', ...names]).default('auto'),
    )
    .addOption(
      new Option('--precision <name>', 'numeric precision; bf16 needs openvino or tensorflow')
        .choices(precisions)
        .default('f32'),
    )
    .addOption(new Option('--device <name>', 'device that the engine uses').choices(devices).default('cpu'))
    .option('--threads <n>', 'number of engine threads (default: all that are available)', parseThreads)
}

/** Adds `--model`, `--tile` and `--memory`. */
export function addModelOptions(command: Command): Command {
  return addTilingOptions(command.option('--model <id|folder|file>', 'the weights (default: the included weights)'))
}

/**
 * Adds `--tile` and `--memory`.
 *
 * @param usual the default of `--tile` that the help shows
 */
export function addTilingOptions(command: Command, usual = 'auto'): Command {
  return command
    .option('--tile <size>', `auto, off, or the longest side of a tile in pixels (default: ${usual})`, parseTile)
    .option('--memory <amount>', 'target for peak memory, such as 2GB; smaller targets mean smaller tiles', parseMemory)
}
