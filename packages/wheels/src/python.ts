import { spawn } from 'node:child_process'
import { EnvironmentError } from '@dfpir/core'
import type { LibrarySource } from './wheel.js'

/** How a Python process ended. */
export interface PythonResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A Python 3 on the path, with the version of its pip. */
export interface Python {
  readonly command: string
  /** For example 3.12.4. */
  readonly version: string
  /** For example 24.0; undefined if pip is not installed for it. */
  readonly pip: string | undefined
}

const probe = `
import sys
try:
    import pip
    print(sys.version.split()[0], pip.__version__)
except ImportError:
    print(sys.version.split()[0])
`

/** Finds the first of `python3` and `python` that is a Python 3 with pip; else one without pip, else undefined. */
export async function findPython(): Promise<Python | undefined> {
  let withoutPip: Python | undefined
  for (const command of ['python3', 'python']) {
    const result = await runPython(command, ['-c', probe]).catch(() => undefined)
    const [version, pip] = result?.code === 0 ? result.stdout.trim().split(' ') : []
    if (!version?.startsWith('3.')) continue
    if (pip) return { command, version, pip }
    withoutPip ??= { command, version, pip: undefined }
  }
  return withoutPip
}

/**
 * Finds a Python 3 that has pip.
 *
 * @throws EnvironmentError when there is none.
 */
export async function requirePython({ name, variable }: LibrarySource): Promise<Python> {
  const found = await findPython()
  if (found?.pip) return found
  const lack = found ? `pip, and ${found.command} ${found.version} has none` : 'Python 3, and no python3 is on the PATH'
  throw new EnvironmentError(`installing ${name} needs ${lack}`, {
    hint: `Install Python 3 with pip (Debian, Ubuntu: apt install python3-pip), or set ${variable}.`,
  })
}

/** Runs Python and collects what it prints. Rejects if the program cannot be started. */
export function runPython(command: string, args: readonly string[], env = process.env): Promise<PythonResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code, stdout, stderr }))
  })
}
