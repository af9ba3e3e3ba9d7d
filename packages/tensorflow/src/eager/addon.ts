import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { cacheDirectory, folderError, removeOnExit, withLock } from '@dfpir/core/node'
import { type InstallOptions, installLibrary } from '@dfpir/wheels'
import { chooseLibtensorflow } from '../choose-libtensorflow.js'
import { compileAddon } from './compile.js'
import { findTfjsNode, requireTfjsNode, type TfjsNode } from './tfjs-node.js'

/** Node-API version. It is stable, so one file works with every version of Node. */
const nodeApi = 8

/** Returns the path of the add-on in the per-user cache, built or not. */
export function addonPath(tfjsNodeVersion: string, tensorflowVersion: string): string {
  const versions = `tfjs-node-${tfjsNodeVersion}-tensorflow-${tensorflowVersion}-napi-${nodeApi}`
  return join(cacheDirectory(), 'eager', `${versions}-${process.platform}-${process.arch}`, 'tfjs_binding.node')
}

/** Finds the add-on that was built for a version of TensorFlow. Loads nothing. */
export function findAddon(tensorflowVersion: string): string | undefined {
  const found = findTfjsNode()
  const path = found && addonPath(found.version, tensorflowVersion)
  return path !== undefined && existsSync(path) ? path : undefined
}

export type PrepareAddonOptions = Pick<InstallOptions, 'onProgress'>

/** Path of the add-on, and whether it was just built. */
export interface PreparedAddon {
  readonly path: string
  readonly built: boolean
}

/**
 * Finds the add-on for a version of TensorFlow, or builds it in about ten seconds. If several processes call this at the
 * same time, one builds and the others wait.
 *
 * @throws EnvironmentError if `@tensorflow/tfjs-node-gpu` or a C++ compiler is missing, or the cache cannot be written
 */
export async function prepareAddon(
  tensorflowVersion: string,
  options: PrepareAddonOptions = {},
): Promise<PreparedAddon> {
  const found = requireTfjsNode()
  const path = addonPath(found.version, tensorflowVersion)
  if (existsSync(path)) return { path, built: false }
  const folder = dirname(path)
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw folderError(folder, cause)
  })
  const onWait = () => options.onProgress?.({ message: 'waiting for another process to build the eager backend' })
  return await withLock(`${path}.lock`, { onWait }, async () => {
    if (existsSync(path)) return { path, built: false }
    await build(path, found, options)
    return { path, built: true }
  })
}

async function build(path: string, { folder }: TfjsNode, options: PrepareAddonOptions): Promise<void> {
  const libraries = await installLibrary(await chooseLibtensorflow(), { ...options, headers: true })
  options.onProgress?.({ message: 'compiling the eager backend' })
  const unfinished = `${path}.${process.pid}`
  const keep = removeOnExit(unfinished)
  try {
    await compileAddon({
      sources: ['tfjs_backend.cc', 'tfjs_binding.cc'].map(name => join(folder, 'binding', name)),
      includes: [nodeHeaders(), join(libraries.path, 'include')],
      defines: [`NAPI_VERSION=${nodeApi}`],
      output: unfinished,
    })
    await rename(unfinished, path)
  } finally {
    await rm(unfinished, { force: true })
    keep()
  }
}

/** Returns the folder of Node-API's headers in a package, since few machines have those of their Node. */
function nodeHeaders(): string {
  return join(dirname(createRequire(import.meta.url).resolve('node-api-headers/package.json')), 'include')
}
