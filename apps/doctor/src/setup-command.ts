import { findLibrary, installLibrary, type LibrarySource, libraryDownload } from '@dfpir/wheels'
import { Argument, Command } from 'commander'
import { type LibraryName, libraries, libraryNames } from './libraries.js'
import { ProgressLine } from './progress-line.js'
import { setupEager } from './setup-eager.js'

/**
 * `dfpir setup openvino|tensorflow|eager`: fetches a native library into the per-user cache, or builds the eager backend
 * there, unless it is there.
 */
export function createSetupCommand(): Command {
  const purposes = libraryNames.map(name => `${libraries[name].source.name} ${libraries[name].purpose}`)
  return new Command('setup')
    .description(`fetch what is missing: ${purposes.join('; ')}; eager, compiled here, trains what cannot be traced`)
    .addArgument(new Argument('<what>', 'what to fetch').choices([...libraryNames, 'eager']))
    .option('--json', 'print one JSON object as the last line of stdout')
    .action((what: LibraryName | 'eager', options: SetupOptions) =>
      what === 'eager' ? setupEager(options) : setup(what, options),
    )
}

export interface SetupOptions {
  json?: boolean
}

/** @throws EnvironmentError when it cannot be fetched or does not load. */
async function setup(what: LibraryName, { json }: SetupOptions): Promise<void> {
  const { source, load } = libraries[what]
  const before = await findLibrary(source)
  const { path, source: from } = before ?? (await fetchLibrary(source))
  const { version, devices } = await load() // loading is the proof that the files serve here
  if (json) {
    console.log(JSON.stringify({ version, path, source: from, installed: before === undefined, devices }))
    return
  }
  console.log(`${source.name} ${version} ${before ? 'is already there' : 'is ready'}: ${path}`)
}

async function fetchLibrary(source: LibrarySource) {
  const { package: name, version, downloadBytes, installedBytes } = libraryDownload(source)
  const [download, disk] = [downloadBytes, installedBytes].map(bytes => Math.ceil(bytes / 1e6))
  process.stderr.write(`fetching ${name} ${version} through pip: ${download} MB to download, ${disk} MB on disk\n`)
  const line = new ProgressLine(process.stderr)
  try {
    return await installLibrary(source, { onProgress: ({ message }) => line.show(message) })
  } finally {
    line.end()
  }
}
