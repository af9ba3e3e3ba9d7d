import { EnvironmentError } from '@dfpir/core'
import type { ImageFormat } from '@dfpir/images'
import type { RestoredFile, RestoreOptions, Restorer } from '@dfpir/inference'
import type { Job } from './plan-outputs.js'
import { standardStream } from './standard-streams.js'

export interface RestoreJobOptions extends RestoreOptions {
  format?: ImageFormat
  quality?: number
}

/** Restores one file into another; either may be a standard stream. */
export async function restoreJob(
  restorer: Restorer,
  { input, output }: Job,
  { format, quality, ...options }: RestoreJobOptions,
): Promise<RestoredFile> {
  if (input !== standardStream && output !== standardStream) {
    return restorer.restoreFile(input, output, { ...options, quality })
  }
  const begun = performance.now()
  const restored = await restorer.restore(input === standardStream ? process.stdin : input, options)
  if (output === standardStream) await writeToStdout(await restored.toBytes({ format, quality }))
  else await restored.save(output, { quality })
  const { task, prompt, tiles, noise, picture } = restored
  const seconds = (performance.now() - begun) / 1000
  return { task, prompt, tiles, noise, width: picture.width, height: picture.height, seconds }
}

async function writeToStdout(bytes: Uint8Array): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      process.stdout.once('error', reject).write(bytes, error => (error ? reject(error) : resolve()))
    })
  } catch (cause) {
    throw new EnvironmentError('the picture could not be written to stdout: it was closed', { cause })
  }
}
