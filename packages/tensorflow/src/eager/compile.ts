import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { EnvironmentError } from '@dfpir/core'

/** Inputs and output of the compilation of an add-on. */
export interface Compilation {
  readonly sources: readonly string[]
  /** Header folders. */
  readonly includes: readonly string[]
  /** Macros, as `NAME=value`. */
  readonly defines: readonly string[]
  readonly output: string
}

/**
 * Compiles C++ into a Node add-on. Nothing is linked in: the add-on finds the symbols of Node and libtensorflow in the
 * process that loads it, so it cannot load a second copy of them.
 *
 * @throws EnvironmentError if there is no C++ compiler, or it fails
 */
export async function compileAddon({ sources, includes, defines, output }: Compilation): Promise<void> {
  const [command, ...wrapped] = await findCompiler()
  const dynamic = process.platform === 'darwin' ? ['-undefined', 'dynamic_lookup'] : []
  const settings = [...defines.map(define => `-D${define}`), ...includes.map(folder => `-I${folder}`)]
  const args = ['-std=c++17', '-O2', '-w', '-shared', '-fPIC', ...dynamic, ...settings, ...sources, '-o', output]
  await promisify(execFile)(command, [...wrapped, ...args], { maxBuffer: 2 ** 26, env: process.env }).catch(
    (cause: unknown) => {
      throw new EnvironmentError(`${command} cannot compile the eager backend: ${firstError(cause)}`, {
        cause,
        hint: 'Use a current GCC or Clang. CXX selects another compiler.',
      })
    },
  )
}

/** Returns the compiler command as separate words, since `CXX` may be `ccache g++`, for example. */
async function findCompiler(): Promise<string[]> {
  const named = process.env.CXX?.trim()
  const candidates = named ? [named] : ['c++', 'g++', 'clang++']
  for (const candidate of candidates) {
    const [command, ...args] = candidate.split(/\s+/)
    const runs = await promisify(execFile)(command, [...args, '--version'], { env: process.env }).then(
      () => true,
      () => false,
    )
    if (runs) return [command, ...args]
  }
  const lack = named ? `CXX is ${named}, which does not run` : `none of ${candidates.join(', ')} is on the PATH`
  throw new EnvironmentError(`building the eager backend needs a C++ compiler: ${lack}`, {
    hint: 'Install one (Debian, Ubuntu: apt install g++; macOS: xcode-select --install), or set CXX.',
  })
}

function firstError(cause: unknown): string {
  const { stderr = '', message } = cause as { stderr?: string; message: string }
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  return lines.find(line => /error/i.test(line)) ?? lines.at(-1) ?? message
}
