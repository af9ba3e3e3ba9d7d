import { EnvironmentError } from '@dfpir/core'

/** @throws EnvironmentError when nobody reads stdout any more. */
export async function writeToStdout(bytes: Uint8Array): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      process.stdout.once('error', reject).write(bytes, error => (error ? reject(error) : resolve()))
    })
  } catch (cause) {
    throw new EnvironmentError('the picture could not be written to stdout: it was closed', { cause })
  }
}
