import { DfpirError } from '@dfpir/core'
import { type Detection, Detector } from '@dfpir/detector'
import { readableExtensions } from '@dfpir/images'
import { expandInputs, type FailedFile, isAbort, printError } from '@dfpir/terminal'

/** The detection for one file, as `--json` reports it. */
export interface DetectedFile extends Detection {
  readonly input: string
}

export interface DetectFilesOptions {
  threads?: number
  signal?: AbortSignal
  /** Called after each file. */
  onFile?: (file: DetectedFile) => void
}

export interface DetectFilesResult {
  readonly files: readonly DetectedFile[]
  readonly failed: readonly FailedFile[]
  /** The abort reason of the signal, if the work ended early. */
  readonly stopped?: unknown
}

const extensions = readableExtensions.map(extension => `.${extension}`)

/** Detects the damage in files one by one. If a file cannot be read, records the failure and continues. */
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
