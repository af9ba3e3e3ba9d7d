// Packs every public package as it would be published and looks at the result: publint, types for every way of importing
// (attw), a README and licence, nothing that only tests need, versions in place of workspace: and catalog:.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publint } from 'publint'
import { formatMessage } from 'publint/utils'
import { root, setUp } from './setup.mjs'

const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** A program's output; null when it failed, after its output was shown. */
function outputOf(command, args) {
  const windows = process.platform === 'win32'
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: windows })
  if (status === 0) return stdout
  console.error(`${stdout}${stderr}`)
  return null
}

function packAll(folder) {
  if (outputOf('npx', ['--yes', packageManager, '-r', 'pack', '--pack-destination', folder]) === null) process.exit(1)
  return readdirSync(folder).map(name => join(folder, name))
}

/** What is wrong with the packed files, as lines. `privates` are the names of packages that npm does not have. */
function contentFaults(tarball, manifest, privates) {
  const files = outputOf('tar', ['-tzf', tarball])?.trim().split('\n') ?? []
  const missing = ['README.md', 'LICENSE'].filter(name => !files.includes(`package/${name}`))
  const testing = files.filter(name => /\.test\.|\/fixtures\/|\/testing\//.test(name))
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.peerDependencies })
  const unpublished = ranges.map(([name]) => name).filter(name => privates.has(name))
  const unresolved = ranges.filter(([, range]) => /^(workspace|catalog):/.test(range)).map(([name]) => name)
  return [
    ...missing.map(name => `no ${name}`),
    ...testing.map(name => `${name} is for tests only`),
    ...unpublished.map(name => `it depends on ${name}, which is private`),
    ...unresolved.map(name => `the version of ${name} is not resolved`),
  ]
}

async function publintFaults(tarball) {
  const { buffer, byteOffset, byteLength } = readFileSync(tarball)
  const packed = buffer.slice(byteOffset, byteOffset + byteLength)
  const { messages, pkg } = await publint({ pack: { tarball: packed }, strict: true })
  return messages.map(message => `publint: ${formatMessage(message, pkg, { color: false })}`)
}

/** Packages are ESM only, as their `engines` allow: `require` and TypeScript's old resolution are left out. */
function typeFaults(tarball) {
  const attw = join(root, 'node_modules', '.bin', 'attw')
  const options = ['--profile', 'esm-only', '--format', 'ascii', '--no-emoji', '--no-color']
  return outputOf(attw, [tarball, ...options]) === null ? ['attw: see above'] : []
}

setUp()
const folder = mkdtempSync(join(tmpdir(), 'dfpir-packages-'))
let failed = 0
try {
  const packed = packAll(folder).map(tarball => {
    return { tarball, manifest: JSON.parse(outputOf('tar', ['-xzOf', tarball, 'package/package.json'])) }
  })
  const privates = new Set(packed.filter(({ manifest }) => manifest.private).map(({ manifest }) => manifest.name))
  for (const { tarball, manifest } of packed) {
    if (manifest.private) continue
    const faults = [
      ...contentFaults(tarball, manifest, privates),
      ...(await publintFaults(tarball)),
      ...typeFaults(tarball),
    ]
    console.log(`${manifest.name}: ${faults.length === 0 ? 'good' : ''}`)
    for (const fault of faults) console.log(`  ${fault}`)
    if (faults.length > 0) failed++
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed > 0 ? 1 : 0
