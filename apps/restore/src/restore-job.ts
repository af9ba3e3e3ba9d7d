import { readFile } from 'node:fs/promises'
import { decodePicture, encodePicture, type ImageFormat, readPictureInfo } from '@dfpir/images'
import type { RestoredFile, RestoreOptions, Restorer } from '@dfpir/inference'
import type { Job } from '@dfpir/terminal'
import { standardStream } from './standard-streams.js'

interface EncodingOptions {
  format?: ImageFormat
  quality?: number
}

export interface RestoreJobOptions extends RestoreOptions, EncodingOptions {}

/** A file to restore, with its bytes where it came from stdin. */
export interface SourcedJob extends Job {
  readonly source?: Uint8Array
}

/** Restores one file into another, or to stdout. */
export async function restoreJob(
  restorer: Restorer,
  { input, output, source }: SourcedJob,
  { format, quality, ...options }: RestoreJobOptions,
): Promise<RestoredFile> {
  if (source === undefined && output !== standardStream) {
    return restorer.restoreFile(input, output, { ...options, quality })
  }
  const begun = performance.now()
  const restored = await restorer.restore(source ?? input, options)
  if (output === standardStream) await writeToStdout(await restored.toBytes({ format, quality }))
  else await restored.save(output, { quality })
  const { task, prompt, tiles, noise, picture } = restored
  const seconds = (performance.now() - begun) / 1000
  return { task, prompt, tiles, noise, width: picture.width, height: picture.height, seconds }
}

/** Writes a picture that is left alone to stdout: its own bytes, or as a file of the format that was asked for. */
export async function passThrough(input: string | Uint8Array, { format, quality }: EncodingOptions): Promise<void> {
  const bytes = typeof input === 'string' ? await readFile(input) : input
  const asIs = format === undefined || (await readPictureInfo(bytes)).format === format
  await writeToStdout(asIs ? bytes : await encodePicture(await decodePicture(bytes), format, { quality }))
}

/** Ends when all is written. Where it cannot be, stdout emits an error instead, which `runProgram` sees to. */
async function writeToStdout(bytes: Uint8Array): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(bytes, error => {
      if (!error) resolve()
    })
  })
}
