import { readFileSync } from 'node:fs'
import { runCommand } from '@dfpir/app-restore'
import { createProgram } from './create-program.js'

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const args = process.argv.slice(2)
process.exitCode = await runCommand(await createProgram(args, version), args)
