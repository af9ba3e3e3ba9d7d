import { EnvironmentError } from '@dfpir/core'

/**
 * The codecs, loaded when the first picture needs them. Their cache of past operations is switched off: it would keep
 * pixels in memory and temporary files open, and no picture is decoded twice here.
 *
 * @throws EnvironmentError when sharp has no build for this machine.
 */
export async function loadSharp() {
  try {
    const { default: sharp } = await import('sharp')
    sharp.cache(false)
    return sharp
  } catch (cause) {
    throw new EnvironmentError('the image codecs (sharp) cannot be loaded', {
      cause,
      hint: 'Install again with optional dependencies: sharp brings its binaries as such.',
    })
  }
}
