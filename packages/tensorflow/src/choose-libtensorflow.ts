import { findLibrary, type LibrarySource } from '@dfpir/wheels'
import { findGpus } from './find-gpus.js'
import { libtensorflow, libtensorflowCuda } from './libtensorflow.js'

/**
 * The libtensorflow that is used on this machine, whether or not it is there: of the installed ones that for CUDA where
 * there is an NVIDIA card, else the one for processors.
 */
export async function chooseLibtensorflow(): Promise<LibrarySource> {
  // Looking for cards starts a program, so it comes after what may settle the question.
  if (isNamed() || !(await findLibrary(libtensorflowCuda))) return libtensorflow
  if (!(await findLibrary(libtensorflow)) || (await findGpus()).length > 0) return libtensorflowCuda
  return libtensorflow
}

/** The libtensorflow that serves this machine best: that for CUDA where it exists and there is an NVIDIA card. */
export async function bestLibtensorflow(): Promise<LibrarySource> {
  const exists = `${process.platform}-${process.arch}` in libtensorflowCuda.wheels
  return exists && !isNamed() && (await findGpus()).length > 0 ? libtensorflowCuda : libtensorflow
}

/** True when the user names a library, which then is the one. */
function isNamed(): boolean {
  return Boolean(process.env[libtensorflow.variable])
}
