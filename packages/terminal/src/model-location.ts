import { describeDownload, resolveModel } from '@dfpir/hub'
import { installReporter } from './install-reporter.js'

/**
 * The folder or file of a model, from what `--model` says: a path, the name of a model that ships, or a model on the
 * hub, whose download is shown on stderr.
 *
 * @throws UsageError, EnvironmentError and DataError as `resolveModel` does
 */
export function modelLocation(model?: string, signal?: AbortSignal): Promise<string> {
  const show = installReporter()
  return resolveModel(model, { signal, onProgress: progress => show(describeDownload(progress)) })
}
