import { withStatusLine } from '@dfpir/core/node'
import { type LoadPromptEncoderOptions, loadPromptEncoder } from '@dfpir/hub'

/**
 * The text encoder that `--encoder` names: a folder in Hugging Face's layout or an id on the hub, whose download is shown
 * on stderr. Texts that are too long are told there, too.
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
