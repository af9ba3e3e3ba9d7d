import { readFileSync } from 'node:fs'
import { runProgram } from '@dfpir/terminal'
import { createProgram } from './create-program.js'

const { version }: { version: string } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const args = process.argv.slice(2)
await runProgram(await createProgram(args, version), args)
