import { type ChildProcess, spawn } from 'node:child_process'
import { resolve } from 'node:path'
import { text } from 'node:stream/consumers'

const command = resolve(__dirname, '../bin/dfpir.js')

export interface Ended {
  readonly stdout: string
  readonly stderr: string
  /** The exit code, or the signal that ended it. */
  readonly code: number | string
}

/** Starts the built command as its users do. */
export function startDfpir(...args: string[]): ChildProcess {
  return spawn(process.execPath, [command, ...args], { stdio: 'pipe' })
}

export async function ended(child: ChildProcess): Promise<Ended> {
  const closed = new Promise<number | string>(done => child.on('close', (code, signal) => done(code ?? signal ?? -1)))
  const [stdout, stderr, code] = await Promise.all([text(child.stdout!), text(child.stderr!), closed])
  return { stdout, stderr, code }
}
