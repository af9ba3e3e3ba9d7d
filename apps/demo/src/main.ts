import { runProgram } from '@dfpir/app-restore'
import { createDemoCommand } from './demo-command.js'

await runProgram(createDemoCommand(), process.argv.slice(2))
