// Brings pnpm, the dependencies and the build, each only when something changed. Plain Node: nothing is installed yet.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
/** The pinned package manager, for npx. */
export const pnpm = ['--yes', packageManager]

const environment = { TURBO_TELEMETRY_DISABLED: '1', ...process.env, npm_config_yes: 'true' }

/** Runs a program from the root; ends this process with the program's exit code when it fails. */
export function run(command, args, options = {}) {
  const windows = process.platform === 'win32'
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: environment,
    shell: windows,
    ...options,
  })
  if (error) fail(`${command} could not be started: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

function fail(message) {
  console.error(message)
  process.exit(1)
}

/** Output of a step that is only interesting when it fails. */
function runQuietly(title, command, args) {
  console.error(title)
  const windows = process.platform === 'win32'
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', env: environment, shell: windows })
  if (result.error) fail(`${command} could not be started: ${result.error.message}`)
  if (result.status !== 0) fail(`${result.stdout}\n${result.stderr}\n${title} failed: read the lines above.`)
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  fail(`dfpir needs Node 20.19 or newer; this is ${process.versions.node}. Get a current one from https://nodejs.org.`)
}

function digest(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(file).update('\0').update(readFileSync(file))
  return hash.digest('hex')
}

/** Does the work only when the digest of its inputs is not the one recorded after the last success. */
function once(stamp, files, work) {
  const path = join(root, 'node_modules', stamp)
  const current = digest(files)
  if (existsSync(path) && readFileSync(path, 'utf8') === current) return
  work()
  writeFileSync(path, current)
}

export function setUp() {
  checkNode()
  const manifests = ['package.json', 'pnpm-lock.yaml', 'pnpm-workspace.yaml'].map(name => join(root, name))
  once('.dfpir-installed', manifests, () =>
    runQuietly('Installing dependencies (once, a minute or less) …', 'npx', [...pnpm, 'install', '--frozen-lockfile']),
  )
  runQuietly('Building …', 'npx', [...pnpm, 'exec', 'turbo', 'run', 'build', '--output-logs=errors-only'])
}
