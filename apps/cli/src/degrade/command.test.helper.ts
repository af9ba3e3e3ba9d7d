import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Picture } from '@dfpir/core'
import { runCommand } from '@dfpir/terminal'
import { captureOutput } from '@dfpir/testing'
import { createDegradeCommand } from './degrade-command.js'

/** A temporary folder, removed when the test file ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dfpir-degrade-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  return folder
}

/** Runs `dfpir degrade` and returns its exit code and output. */
export async function degrade(...args: string[]) {
  const { result: code, ...output } = await captureOutput(() => runCommand(createDegradeCommand(), args))
  return { code, ...output }
}

/** Runs `dfpir degrade --json` and also returns the parsed JSON. */
export async function degradeJson(...args: string[]) {
  const { code, stdout, stderr } = await degrade(...args, '--json')
  return { code, stderr, result: JSON.parse(stdout) }
}

/** A colourful picture. */
export function picture(width: number, height: number): Picture {
  const value = (i: number) => 128 + 80 * Math.sin(i / 11) * Math.cos(i / width / 20)
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => value(i))
  return { width, height, channels: 3, depth: 8, data }
}
