import { EnvironmentError } from '@dfpir/core'

/**
 * Loads the codecs on first use. Turns off their cache of past operations: it would keep pixels in memory and temporary
 * files open, and no picture is decoded twice here.
 *
 * @throws EnvironmentError if sharp has no build for this machine
 */
export async function loadSharp() {
  try {
    const { default: sharp } = await import('sharp')
    sharp.cache(false)
    return sharp
  } catch (cause) {
    throw new EnvironmentError('the image codecs (sharp) cannot be loaded', {
      cause,
      hint: 'Reinstall with optional dependencies, which contain the binaries of sharp.',
    })
  }
}
