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

/** A file to restore, with its bytes if it came from stdin. */
export interface SourcedJob extends Job {
  readonly source?: Uint8Array
}

/** Restores one file into another, or to stdout. A picture that needs no repair is copied to stdout unchanged. */
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

/** Returns the bytes of an image file. An unrestored picture keeps its file's bytes if the format matches. */
async function bytesOf(
  restored: Restored,
  input: string | Uint8Array,
  { format = restored.format, quality }: EncodingOptions,
): Promise<Uint8Array> {
  if (restored.leftAlone === undefined || format !== restored.format) return restored.toBytes({ format, quality })
  return typeof input === 'string' ? readFile(input) : input
}

/** Resolves when everything is written. If writing fails, stdout emits an error, which `runProgram` handles. */
async function writeToStdout(bytes: Uint8Array): Promise<void> {
  await new Promise<void>(resolve => {
    process.stdout.write(bytes, error => {
      if (!error) resolve()
    })
  })
}
