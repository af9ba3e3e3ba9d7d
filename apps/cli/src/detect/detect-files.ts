import { DfpirError } from '@dfpir/core'
import { type Detection, Detector } from '@dfpir/detector'
import { readableExtensions } from '@dfpir/images'
import { expandInputs, type FailedFile, isAbort, printError } from '@dfpir/terminal'

/** What was found in a file, as `--json` reports it. */
export interface DetectedFile extends Detection {
  readonly input: string
}

export interface DetectFilesOptions {
  threads?: number
  signal?: AbortSignal
  /** Called for each file that was looked at. */
  onFile?: (file: DetectedFile) => void
}

export interface DetectFilesResult {
  readonly files: readonly DetectedFile[]
  readonly failed: readonly FailedFile[]
  /** Why the work ended early: what the signal was aborted with. */
  readonly stopped?: unknown
}

const extensions = readableExtensions.map(extension => `.${extension}`)

/** Tells what is wrong with files, one after the other; one that cannot be read does not keep the others from it. */
export async function detectFiles(
  inputs: readonly string[],
  { threads, signal, onFile }: DetectFilesOptions = {},
): Promise<DetectFilesResult> {
  const { files: found, failed: unread } = expandInputs(inputs, { extensions })
  const files: DetectedFile[] = []
  const failed = [...unread]
  await using detector = await Detector.load({ threads })
  for (const { path: input } of found) {
    try {
      const file = { input, ...(await detector.detect(input, { signal })) }
      files.push(file)
      onFile?.(file)
    } catch (error) {
      if (isAbort(error)) return { files, failed, stopped: error }
      if (!DfpirError.isInstance(error)) throw error
      failed.push({ input, error })
      if (found.length > 1) printError(error)
    }
  }
  return { files, failed }
}
