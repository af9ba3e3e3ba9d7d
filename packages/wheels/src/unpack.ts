import { join } from 'node:path'
import { EnvironmentError } from '@dfpir/core'
import type { InstalledFile } from '@dfpir/core/node'
import { megabytes, type OnInstallProgress, watchFolder } from './progress.js'
import { type Python, runPython } from './python.js'
import { unpackedFiles, type Wheel, wheelFile } from './wheel.js'

// zipfile verifies each member's CRC-32 as it reads.
const script = `
import hashlib, os, sys, zipfile
wheel, inside, folder, *names = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in names:
        digest, count = hashlib.sha256(), 0
        path = os.path.join(folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with archive.open(inside + '/' + name) as source, open(path, 'wb') as target:
            for chunk in iter(lambda: source.read(1 << 20), b''):
                target.write(chunk)
                digest.update(chunk)
                count += len(chunk)
            target.flush()
            os.fsync(target.fileno())
        if archive.getinfo(inside + '/' + name).external_attr >> 16 & 0o100:
            os.chmod(path, 0o755)
        print(name, count, digest.hexdigest())
`

export interface UnpackOptions {
  /** The name of the library, for progress messages. */
  readonly name: string
  readonly python: Python
  /** The installation's folder, with a place for each wheel. */
  readonly folder: string
  readonly onProgress: OnInstallProgress
}

/**
 * Unpacks only the required files of a wheel and flushes them to the disk. Programs stay executable.
 *
 * @returns the unpacked files, with their paths in the installation
 *
 * @throws EnvironmentError if the disk is full or the wheel has unexpected content
 */
export async function unpackFiles(path: string, wheel: Wheel, options: UnpackOptions): Promise<InstalledFile[]> {
  const { name: what, python, onProgress } = options
  const { place = '' } = wheel
  const folder = join(options.folder, place)
  const wanted = unpackedFiles(wheel)
  const total = wanted.reduce((sum, { bytes }) => sum + bytes, 0)
  const names = wanted.map(({ name }) => name)
  const work = runPython(python.command, ['-c', script, path, wheel.folder, folder, ...names])
  const { code, stdout, stderr } = await watchFolder(work, {
    folder,
    label: `unpacking ${what}`,
    total,
    onProgress,
  })
  if (code !== 0) throw unpackError(wheel, total, stderr)
  const files = stdout.trim().split('\n').map(parseLine)
  for (const [index, { name, bytes }] of wanted.entries()) {
    if (files[index]?.bytes !== bytes)
      throw unpackError(wheel, total, `${name} does not have the expected ${bytes} bytes`)
  }
  return files.map(file => ({ ...file, name: join(place, file.name) }))
}

function parseLine(line: string): InstalledFile {
  const [name, bytes, sha256] = line.trim().split(' ')
  return { name, bytes: Number(bytes), sha256 }
}

function unpackError(wheel: Wheel, total: number, output: string): EnvironmentError {
  const last = output.trim().split('\n').at(-1) ?? ''
  const full = /No space left|Errno 28|quota/.test(output)
  const hint = full
    ? `Free some space: the files take ${megabytes(total)} MB.`
    : 'Run the command again to download the wheel again.'
  return new EnvironmentError(`cannot unpack ${wheelFile(wheel)}: ${full ? 'the disk is full' : last}`, { hint })
}
