import { EnvironmentError } from '@dfpir/core'

/** @throws EnvironmentError when sharp has no build for this machine. */
export async function loadSharp() {
  const { default: sharp } = await import('sharp').catch((cause: unknown) => {
    throw new EnvironmentError('sharp, which draws pictures and PNG files, cannot be loaded', {
      cause,
      hint: 'Install again with optional dependencies: sharp brings its binaries as such.',
    })
  })
  return sharp
}
