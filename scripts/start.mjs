import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root, setUp } from './setup.mjs'

setUp()
const demo = join(root, 'apps', 'cli', 'dist', 'demo', 'main.js')
const { status } = spawnSync(process.execPath, [demo, ...process.argv.slice(2)], { stdio: 'inherit' })
process.exit(status ?? 1)
