import { UsageError } from '@dfpir/core'
import { withStatusLine } from '@dfpir/core/node'
import { libtensorflow, libtensorflowCuda } from '@dfpir/tensorflow'
import { useEagerBackend } from '@dfpir/tensorflow/eager'
import { findLibrary, type Installation, installLibrary, type LibrarySource, libraryDownload } from '@dfpir/wheels'
import { Argument, Command, Option } from 'commander'
import { type LibraryName, libraries, libraryNames } from './libraries.js'

/**
 * `dfpir setup openvino|tensorflow|eager`: downloads a native library to the per-user cache, or builds the eager backend
 * there, unless it is already installed.
 */
export function createSetupCommand(): Command {
  const purposes = libraryNames.map(name => `${libraries[name].source.name} ${libraries[name].purpose}`)
  return new Command('setup')
    .description(
      `install an optional library: ${purposes.join('; ')}; eager, compiled here, trains what cannot be traced`,
    )
    .addArgument(new Argument('<what>', 'what to install').choices([...libraryNames, 'eager']))
    .addOption(new Option('--cuda', 'tensorflow: install the build for NVIDIA cards (default if the machine has one)'))
    .addOption(new Option('--cpu', 'tensorflow: install the CPU-only build').conflicts('cuda'))
    .option('--json', 'print one JSON object as the last line of stdout')
    .action(setup)
}

interface SetupOptions {
  json?: boolean
  cuda?: boolean
  cpu?: boolean
}

/** @throws EnvironmentError if it cannot be downloaded or loaded; UsageError for a build option without effect. */
async function setup(what: LibraryName | 'eager', options: SetupOptions): Promise<void> {
  const forced = forcedSource(what, options)
  if (what === 'eager') return await setupEager(options.json ?? false)
  const { best, load } = libraries[what]
  const source = forced ?? (await best())
  const before = await findLibrary(source)
  const { path, source: from } = before ?? (await fetchLibrary(source, announcement(source, forced)))
  const { version, devices } = await load(source) // loading proves that the files work on this machine
  if (options.json) {
    console.log(JSON.stringify({ version, path, source: from, installed: before === undefined, devices }))
    return
  }
  console.log(`${source.name} ${version} ${before ? 'is already installed' : 'is ready'}: ${path}`)
}

function forcedSource(what: string, { cuda, cpu }: SetupOptions): LibrarySource | undefined {
  if (!cuda && !cpu) return undefined
  if (what === 'tensorflow') return cuda ? libtensorflowCuda : libtensorflow
  throw new UsageError(`--cuda and --cpu select a build of tensorflow; ${what} has only one build`)
}

/** What will be downloaded, how much of it, and why the large one. */
export function announcement(source: LibrarySource, forced?: LibrarySource): string {
  const { package: name, version, wheels, downloadBytes, installedBytes } = libraryDownload(source)
  const [download, disk] = [downloadBytes, installedBytes].map(bytes => `${Math.ceil(bytes / 1e6)} MB`)
  const others = wheels > 1 ? ` and ${wheels - 1} wheels beside it` : ''
  const cost = `fetching ${name} ${version}${others} through pip: ${download} to download, ${disk} on disk`
  if (source !== libtensorflowCuda || forced) return cost
  const cpu = Math.ceil(libraryDownload(libtensorflow).downloadBytes / 1e6)
  return `${cost}\nbecause this machine has an NVIDIA card; --cpu installs the CPU-only build (${cpu} MB)`
}

async function fetchLibrary(source: LibrarySource, text: string): Promise<Installation> {
  process.stderr.write(`${text}\n`)
  return await withStatusLine(show => installLibrary(source, { onProgress: ({ message }) => show(message) }))
}

/**
 * Builds tfjs's eager backend for Node into the per-user cache, unless it is there, and starts it as a proof.
 *
 * @throws EnvironmentError when something for that is missing
 */
async function setupEager(json: boolean): Promise<void> {
  const {
    version,
    addon: path,
    built,
    gpu,
  } = await withStatusLine(show => useEagerBackend({ onProgress: ({ message }) => show(message) }))
  if (json) {
    console.log(JSON.stringify({ version, path, installed: built, devices: [gpu ? 'GPU' : 'CPU'] }))
    return
  }
  console.log(`the eager backend on libtensorflow ${version} ${built ? 'is ready' : 'is already installed'}: ${path}`)
}
