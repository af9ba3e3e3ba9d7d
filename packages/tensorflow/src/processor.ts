import { processorFlags } from '@dfpir/core/node'

/** True when TensorFlow's wheel runs here: on x86 it ends the whole process when AVX is missing. */
export function runsTensorflow(flags = processorFlags(), arch: string = process.arch): boolean {
  return arch !== 'x64' || flags.size === 0 || flags.has('avx')
}
