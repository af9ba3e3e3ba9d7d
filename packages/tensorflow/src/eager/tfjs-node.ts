import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import util from 'node:util'
import { EnvironmentError } from '@dfpir/core'

const name = '@tensorflow/tfjs-node-gpu'
const require = createRequire(import.meta.url)

/** The package of tfjs's eager backend, with its JavaScript and the C++ sources of its add-on. */
export interface TfjsNode {
  readonly folder: string
  readonly version: string
}

/** Finds the installed `@tensorflow/tfjs-node-gpu`. Loads nothing. */
export function findTfjsNode(): TfjsNode | undefined {
  try {
    const path = require.resolve(`${name}/package.json`)
    const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
    return { folder: dirname(path), version }
  } catch {
    return undefined
  }
}

/** @throws EnvironmentError if the package is not installed */
export function requireTfjsNode(): TfjsNode {
  const found = findTfjsNode()
  if (found) return found
  throw new EnvironmentError(`the eager backend needs the package ${name}, which is not installed`, {
    hint: `Run: npm install --ignore-scripts ${name}@4.22 (its install script would download an old TensorFlow).`,
  })
}

type BackendModule = typeof import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js')

/** Creates a backend from a loaded add-on, and registers its kernels. */
export function createBackend(binding: unknown): InstanceType<BackendModule['NodeJSKernelBackend']> {
  restoreUtil()
  // Bypasses the package's main file, which searches for the add-on in its own folder.
  require(`${name}/dist/register_all_kernels.js`)
  const { NodeJSKernelBackend }: BackendModule = require(`${name}/dist/nodejs_kernel_backend.js`)
  return new NodeJSKernelBackend(binding as Binding, name)
}

type Binding = ConstructorParameters<BackendModule['NodeJSKernelBackend']>[0]

/** Restores two helpers for the backend that Node 23 removed and Node 22 warns about. */
function restoreUtil(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray })
}
