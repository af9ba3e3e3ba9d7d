import { findLibrary, type LibrarySource } from '@dfpir/wheels'
import { findGpus } from './find-gpus.js'
import { libtensorflow, libtensorflowCuda } from './libtensorflow.js'

/**
 * Chooses the libtensorflow for this machine, installed or not: the build for CUDA if it is installed and there is an
 * NVIDIA card, or else the one for processors.
 */
export async function chooseLibtensorflow(): Promise<LibrarySource> {
  // Searching for cards starts a program, so cheaper checks come first.
  if (isNamed() || !(await findLibrary(libtensorflowCuda))) return libtensorflow
  if (!(await findLibrary(libtensorflow)) || (await findGpus()).length > 0) return libtensorflowCuda
  return libtensorflow
}

/** Returns the best libtensorflow for this machine: the build for CUDA if one exists and there is an NVIDIA card. */
export async function bestLibtensorflow(): Promise<LibrarySource> {
  const exists = `${process.platform}-${process.arch}` in libtensorflowCuda.wheels
  return exists && !isNamed() && (await findGpus()).length > 0 ? libtensorflowCuda : libtensorflow
}

/** Returns whether the user names a library, which is then used. */
function isNamed(): boolean {
  return Boolean(process.env[libtensorflow.variable])
}
