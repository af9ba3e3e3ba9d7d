import { withStatusLine } from '@dfpir/core/node'
import { resolveModel } from '@dfpir/hub'

/**
 * Resolves `--model` to a folder or file: a path, the name of an included model, or a model on the hub. Shows downloads
 * on stderr.
 *
 * @throws UsageError, EnvironmentError and DataError as `resolveModel` does
 */
export function modelLocation(model?: string, signal?: AbortSignal): Promise<string> {
  return withStatusLine(show => resolveModel(model, { signal, onProgress: ({ message }) => show(message) }))
}
