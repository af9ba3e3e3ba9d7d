import { withStatusLine } from '@dfpir/core/node'
import { type LoadPromptEncoderOptions, loadPromptEncoder } from '@dfpir/hub'

/**
 * Opens the text encoder that `--encoder` names: a folder in Hugging Face's layout, or an id on the hub. Shows
 * downloads and warnings about long texts on stderr.
 *
 * @throws UsageError, EnvironmentError and DataError as `loadPromptEncoder` does
 */
export function openPromptEncoder(location: string, options: LoadPromptEncoderOptions = {}) {
  return withStatusLine(show =>
    loadPromptEncoder(location, {
      onProgress: ({ message }) => show(message),
      onWarning: message => process.stderr.write(`note: ${message}\n`),
      ...options,
    }),
  )
}
