import { withStatusLine } from '@dfpir/core/node'
import { useEagerBackend } from '@dfpir/tensorflow/eager'

/**
 * Builds tfjs's eager backend for Node into the per-user cache, unless it is there, and starts it as a proof.
 *
 * @throws EnvironmentError when something for that is missing
 */
export async function setupEager(json: boolean): Promise<void> {
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
  console.log(`the eager backend on libtensorflow ${version} ${built ? 'is ready' : 'is already there'}: ${path}`)
}
