import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemLibrary } from '@dfpir/wheels'

/**
 * Libraries that TensorFlow 2.21 (cuSOLVER) and cuDNN (NVRTC) load by name from folders outside their run paths. Without
 * cuSOLVER, TensorFlow uses no card at all.
 */
const unreachable = ['cusolver/lib/libcusolver.so.11', 'cuda_nvrtc/lib/libnvrtc.so.12']

/**
 * Loads these libraries from NVIDIA's wheels beside TensorFlow's folder, if they exist, so that the system then finds them
 * by name. TensorFlow reports any that cannot be loaded.
 *
 * @returns the paths of the loaded libraries.
 */
export function preloadCuda(folder: string): string[] {
  const paths = unreachable.map(name => join(dirname(folder), 'nvidia', name)).filter(path => existsSync(path))
  if (paths.length === 0) return []
  const dlopen: (path: string, flags: number) => bigint | null = systemLibrary().func('dlopen', 'void *', [
    'str',
    'int',
  ])
  return paths.filter(path => dlopen(path, 1) !== null) // RTLD_LAZY
}
