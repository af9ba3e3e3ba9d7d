import { readFile } from 'node:fs/promises'
import type { ImageFormat } from '@dfpir/images'
import type { Restored, RestoredFile, RestoreOptions, Restorer } from '@dfpir/inference'
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

/** Restores one file into another, or to stdout. A picture that is left alone goes to stdout as it is. */
export async function restoreJob(
  restorer: Restorer,
  { input, output, source }: SourcedJob,
  { format, quality, ...options }: RestoreJobOptions,
): Promise<RestoredFile> {
  if (output !== standardStream) return restorer.restoreFile(source ?? input, output, { ...options, quality })
  const begun = performance.now()
  const restored = await restorer.restore(source ?? input, options)
  await writeToStdout(await bytesOf(restored, source ?? input, { format, quality }))
  const { width, height } = restored.picture
  return { ...restored, width, height, seconds: (performance.now() - begun) / 1000 }
}

/** The bytes of an image file: of a picture that is left alone those of its own file, if that has the format. */
async function bytesOf(
  restored: Restored,
  input: string | Uint8Array,
  { format = restored.format, quality }: EncodingOptions,
): Promise<Uint8Array> {
  if (restored.leftAlone === undefined || format !== restored.format) return restored.toBytes({ format, quality })
  return typeof input === 'string' ? readFile(input) : input
}

/** Ends when all is written. Where it cannot be, stdout emits an error instead, which `runProgram` sees to. */
async function writeToStdout(bytes: Uint8Array): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(bytes, error => {
      if (!error) resolve()
    })
  })
}
