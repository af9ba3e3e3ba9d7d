import { EnvironmentError } from '@dfpir/core'

/**
 * The codecs, loaded when the first picture needs them.
 *
 * @throws EnvironmentError when sharp has no build for this machine.
 */
export async function loadSharp() {
  try {
    const { default: sharp } = await import('sharp')
    return sharp
  } catch (cause) {
    throw new EnvironmentError('the image codecs (sharp) cannot be loaded', {
      cause,
      hint: 'Install again with optional dependencies: sharp brings its binaries as such.',
    })
  }
}
