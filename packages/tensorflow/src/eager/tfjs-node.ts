import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import util from 'node:util'
import { EnvironmentError } from '@dfpir/core'

const name = '@tensorflow/tfjs-node-gpu'
const require = createRequire(import.meta.url)

/** The package that holds tfjs's eager backend: its JavaScript, and its add-on as C++. */
export interface TfjsNode {
  readonly folder: string
  readonly version: string
}

/** The installed `@tensorflow/tfjs-node-gpu`, or undefined. Loads nothing of it. */
export function findTfjsNode(): TfjsNode | undefined {
  try {
    const path = require.resolve(`${name}/package.json`)
    const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'))
    return { folder: dirname(path), version }
  } catch {
    return undefined
  }
}

/** @throws EnvironmentError when the package is not installed */
export function requireTfjsNode(): TfjsNode {
  const found = findTfjsNode()
  if (found) return found
  throw new EnvironmentError(`the eager backend needs the package ${name}, which is not installed`, {
    hint: `Run: npm install --ignore-scripts ${name}@4.22 (its install script would download an old TensorFlow).`,
  })
}

type BackendModule = typeof import('@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js')

/** Makes a backend out of a loaded add-on, and registers its kernels. */
export function createBackend(binding: unknown): InstanceType<BackendModule['NodeJSKernelBackend']> {
  restoreUtil()
  // Past the package's main file, which looks for the add-on in a folder of its own.
  require(`${name}/dist/register_all_kernels.js`)
  const { NodeJSKernelBackend }: BackendModule = require(`${name}/dist/nodejs_kernel_backend.js`)
  return new NodeJSKernelBackend(binding as Binding, name)
}

type Binding = ConstructorParameters<BackendModule['NodeJSKernelBackend']>[0]

/** The backend calls two helpers that Node 23 removed, and that Node 22 warns of. */
function restoreUtil(): void {
  Object.assign(util, { isNullOrUndefined: (value: unknown) => value == null, isArray: Array.isArray })
}
