import { EnvironmentError } from '@dfpir/core'

/** @throws EnvironmentError if sharp has no build for this machine */
export async function loadSharp() {
  const { default: sharp } = await import('sharp').catch((cause: unknown) => {
    throw new EnvironmentError('sharp, which draws pictures and PNG files, cannot be loaded', {
      cause,
      hint: 'Reinstall with optional dependencies, which contain the binaries of sharp.',
    })
  })
  return sharp
}
