import { runCommand } from '@dfpir/app-restore'
import { createDemoCommand } from './demo-command.js'

process.exitCode = await runCommand(createDemoCommand(), process.argv.slice(2))
