import { mkdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import { fileSha256 } from '@dfpir/core/node'
import { megabytes, type OnInstallProgress, watchFolder } from './progress.js'
import { type Python, type PythonResult, runPython } from './python.js'
import { type LibrarySource, pythonVersion, type Wheel, wheelFile } from './wheel.js'

/** The target and the listener of a download. */
export interface DownloadOptions {
  readonly source: LibrarySource
  readonly python: Python
  readonly folder: string
  /** The position among several wheels, such as "2 of 13". */
  readonly position?: string
  readonly onProgress: OnInstallProgress
}

/**
 * Downloads a wheel with pip, so pip's index, proxy and certificate settings apply, and verifies it.
 *
 * @returns the wheel's path.
 * @throws EnvironmentError if pip fails or the file is not the published one
 */
export async function downloadWheel(wheel: Wheel, options: DownloadOptions): Promise<string> {
  const { source, python, folder, position, onProgress } = options
  const temporary = join(folder, 'temporary')
  await mkdir(temporary, { recursive: true })
  const env = { ...process.env, TMPDIR: temporary, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' }
  const label = `downloading ${wheel.package} ${wheel.version}${position ? ` (${position})` : ''}`
  const work = runPython(python.command, pipArguments(wheel, folder), env)
  const result = await watchFolder(work, { folder, label, total: wheel.bytes, onProgress })
  if (result.code !== 0) throw pipError(wheel, source, result)
  const path = join(folder, wheelFile(wheel))
  onProgress({ message: `checking ${wheelFile(wheel)}` })
  await checkWheel(path, wheel)
  return path
}

function pipArguments({ package: name, version, tag }: Wheel, folder: string): string[] {
  const platform = ['--python-version', pythonVersion, ...tag.split('.').flatMap(each => ['--platform', each])]
  // Only with -vv does pip report whether it could not reach an index or the index lacks the package.
  const quiet = ['-vv', '--no-cache-dir', '--progress-bar', 'off']
  const what = ['--no-deps', '--only-binary=:all:', ...platform, '--dest', folder, `${name}==${version}`]
  return ['-m', 'pip', 'download', ...quiet, ...what]
}

async function checkWheel(path: string, wheel: Wheel): Promise<void> {
  const found = await stat(path).catch(() => undefined)
  const file = wheelFile(wheel)
  if (!found) throw new EnvironmentError(`pip exited without writing ${file}`, { hint: 'Update pip and try again.' })
  const sha256 = await fileSha256(path)
  if (found.size === wheel.bytes && sha256 === wheel.sha256) return
  const came = `${found.size} bytes with SHA-256 ${sha256}`
  throw new EnvironmentError(
    `${file} is not the published file: expected ${wheel.bytes} bytes with SHA-256 ${wheel.sha256}, got ${came}`,
    { hint: "Check pip's index-url and find-links settings, and any proxy." },
  )
}

function pipError(wheel: Wheel, { variable }: LibrarySource, result: PythonResult): EnvironmentError {
  const { code, stdout, stderr } = result
  const size = `${megabytes(wheel.bytes)} MB`
  const other = `set ${variable}`
  const [reason, hint] = pipReason(`${stdout}\n${stderr}`, { size, other })
  const lines = stderr.split('\n').filter(line => line.trim() !== '')
  const said = lines.filter((line, index) => /^ERROR/.test(line) || index === lines.length - 1)
  const ended = code === null ? 'pip was stopped' : `pip exited with ${code}`
  const message = `cannot download ${wheel.package} ${wheel.version}: ${reason} (${ended})`
  return new EnvironmentError([message, ...said].join('\n  '), { hint })
}

/** Classifies pip's failures by their remedy. */
function pipReason(output: string, { size, other }: { size: string; other: string }): [reason: string, hint: string] {
  if (/No space left|Disk quota exceeded/.test(output)) {
    return ['the disk is full', `Free some space: the download takes ${size}.`]
  }
  if (/connection error|connection broken|Max retries|timed out|ProxyError|SSLError/i.test(output)) {
    const offline = 'with PIP_NO_INDEX=1 and PIP_FIND_LINKS=FOLDER, pip uses a wheel in a folder'
    return ["cannot reach pip's package index", `Check the network and any proxy; ${offline}.`]
  }
  if (/No matching distribution|Could not find a version/.test(output)) {
    return ["pip's package index does not have it", "Check pip's index-url setting (python3 -m pip config list)."]
  }
  return ['pip failed', `Update pip (python3 -m pip install --upgrade pip), or ${other}.`]
}
