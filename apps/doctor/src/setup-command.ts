import { findTensorflow, installTensorflow, loadTensorflow, tensorflowDownload } from '@dfpir/tensorflow'
import { Argument, Command } from 'commander'
import { ProgressLine } from './progress-line.js'

/** `dfpir setup tensorflow`: fetches libtensorflow into the per-user cache, unless it is there. */
export function createSetupCommand(): Command {
  return new Command('setup')
    .description('fetch what is missing: libtensorflow, which trains and computes in bfloat16')
    .addArgument(new Argument('<what>', 'what to fetch').choices(['tensorflow']))
    .option('--json', 'print one JSON object as the last line of stdout')
    .action((_what: string, options: { json?: boolean }) => setupTensorflow(options))
}

/** @throws EnvironmentError when it cannot be fetched or does not load. */
async function setupTensorflow({ json }: { json?: boolean }): Promise<void> {
  const before = await findTensorflow()
  if (!before) await fetchTensorflow()
  const tensorflow = await loadTensorflow() // loading is the proof that the files serve here
  const { version, installation } = tensorflow
  const { path, source } = installation
  if (json) {
    const devices = tensorflow.devices()
    console.log(JSON.stringify({ version, path, source, installed: before === undefined, devices }))
    return
  }
  console.log(`libtensorflow ${version} ${before ? 'is already there' : 'is ready'}: ${path}`)
}

async function fetchTensorflow(): Promise<void> {
  const { package: name, version, downloadBytes, installedBytes } = tensorflowDownload()
  const [download, disk] = [downloadBytes, installedBytes].map(bytes => Math.ceil(bytes / 1e6))
  process.stderr.write(`fetching ${name} ${version} through pip: ${download} MB to download, ${disk} MB on disk\n`)
  const line = new ProgressLine(process.stderr)
  try {
    await installTensorflow({ onProgress: ({ message }) => line.show(message) })
  } finally {
    line.end()
  }
}
