import { readdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { cacheDirectory } from '@dfpir/core/node'
import { checkFolder } from './manifest.js'
import { libraryNames, tensorflowVersion } from './wheel.js'

/** The environment variable that names a folder with libtensorflow. */
export const environmentVariable = 'DFPIR_LIBTENSORFLOW'

/** A libtensorflow on this machine. */
export interface TensorflowInstallation {
  /** TensorFlow's version; `unknown` for a folder that does not say. */
  readonly version: string
  /** The folder that holds the libraries. */
  readonly path: string
  /** Named by `DFPIR_LIBTENSORFLOW`, or installed into the per-user cache. */
  readonly source: 'environment' | 'cache'
  /** The two files, in the order in which they are loaded. */
  readonly libraries: readonly [framework: string, main: string]
}

/** The folder of the cache that {@link installTensorflow} fills for this machine. */
export function installationFolder(): string {
  return join(installationRoot(), `${tensorflowVersion}-${process.platform}-${process.arch}`)
}

/** Where installations of all versions lie, and where they are prepared. */
export function installationRoot(): string {
  return join(cacheDirectory(), 'libtensorflow')
}

/**
 * The libtensorflow that would be used: the folder that `DFPIR_LIBTENSORFLOW` names, else the per-user cache.
 * Undefined when there is none, or when the one in the cache is damaged (a file missing or of the wrong size).
 *
 * @throws EnvironmentError when `DFPIR_LIBTENSORFLOW` is set to something that is no such folder.
 */
export async function findTensorflow(): Promise<TensorflowInstallation | undefined> {
  const named = process.env[environmentVariable]
  if (named) return findInFolder(resolve(named))
  const path = installationFolder()
  const checked = await checkFolder(path)
  if (checked.state !== 'ready') return undefined
  return installation(path, checked.manifest.version, 'cache')
}

async function findInFolder(folder: string): Promise<TensorflowInstallation> {
  for (const path of [folder, join(folder, 'tensorflow')]) {
    const sizes = await Promise.all(libraryNames().map(name => fileSize(join(path, name))))
    if (sizes.every(size => size > 0)) return installation(path, await versionBeside(path), 'environment')
  }
  throw new EnvironmentError(`${environmentVariable} is ${folder}, which has no ${libraryNames().join(' and ')}`, {
    hint: `Point it to an unpacked TensorFlow wheel, or unset it and run: dfpir setup tensorflow`,
  })
}

function installation(path: string, version: string, source: TensorflowInstallation['source']): TensorflowInstallation {
  const [framework, main] = libraryNames()
  return { version, path, source, libraries: [join(path, framework), join(path, main)] }
}

/** An unpacked wheel has a `tensorflow-VERSION.dist-info` beside its `tensorflow` folder. */
async function versionBeside(path: string): Promise<string> {
  for (const folder of [path, dirname(path)]) {
    for (const name of await readdir(folder).catch(() => [])) {
      const version = /^tensorflow(?:_\w+)?-(\d[^-]*)\.dist-info$/.exec(name)?.[1]
      if (version) return version
    }
  }
  return 'unknown'
}

async function fileSize(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined)
  return found?.isFile() ? found.size : 0
}
