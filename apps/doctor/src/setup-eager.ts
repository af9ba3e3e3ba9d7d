import { useEagerBackend } from '@dfpir/tensorflow/eager'
import { ProgressLine } from './progress-line.js'
import type { SetupOptions } from './setup-command.js'

/**
 * Builds tfjs's eager backend for Node into the per-user cache, unless it is there, and starts it as a proof.
 *
 * @throws EnvironmentError when something for that is missing
 */
export async function setupEager({ json }: SetupOptions): Promise<void> {
  const { version, addon: path, built, gpu } = await start()
  if (json) {
    console.log(JSON.stringify({ version, path, installed: built, devices: [gpu ? 'GPU' : 'CPU'] }))
    return
  }
  console.log(`the eager backend on libtensorflow ${version} ${built ? 'is ready' : 'is already there'}: ${path}`)
}

async function start() {
  const line = new ProgressLine(process.stderr)
  try {
    return await useEagerBackend({ onProgress: ({ message }) => line.show(message) })
  } finally {
    line.end()
  }
}
