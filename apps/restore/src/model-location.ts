import { type DownloadProgress, resolveModel } from '@dfpir/hub'
import { installReporter } from './install-reporter.js'

/**
 * The folder or file of a model, from what `--model` says: a path, the name of a model that ships, or a model on the
 * hub, whose download is shown on stderr.
 *
 * @throws UsageError, EnvironmentError and DataError as `resolveModel` does
 */
export function modelLocation(model?: string, signal?: AbortSignal): Promise<string> {
  const show = installReporter()
  return resolveModel(model, { signal, onProgress: progress => show(downloadLine(progress)) })
}

/** How far a download is, for a line on stderr. */
export function downloadLine({ file, done, total }: DownloadProgress): string {
  return `downloading ${file}: ${megabytes(done)} of ${megabytes(total)} MB`
}

function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '?' : (bytes / 1e6).toFixed(1)
}
