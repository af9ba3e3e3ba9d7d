import { withStatusLine } from '@dfpir/core/node'
import { resolveModel } from '@dfpir/hub'

/**
 * The folder or file of a model, from what `--model` says: a path, the name of a model that ships, or a model on the
 * hub, whose download is shown on stderr.
 *
 * @throws UsageError, EnvironmentError and DataError as `resolveModel` does
 */
export function modelLocation(model?: string, signal?: AbortSignal): Promise<string> {
  return withStatusLine(show => resolveModel(model, { signal, onProgress: ({ message }) => show(message) }))
}
